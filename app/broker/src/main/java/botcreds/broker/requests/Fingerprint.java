package botcreds.broker.requests;

import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Collectors;

/** Short names for "the same": order, case and repetition of what was asked make no difference. */
public final class Fingerprint {
    private Fingerprint() {}

    /** The same repositories with the same permissions; what humans decide upon again and again. */
    public static String of(Scope scope) {
        return digest(canonical(scope));
    }

    /** The same ask: whoever repeats it while it is open joins it. Reason and callback do not count. */
    public static String of(Ask ask) {
        return digest(canonical(ask));
    }

    /** The same body: an Idempotency-Key must not be used with another. */
    public static String ofBody(Ask ask) {
        return digest(canonical(ask) + '\n' + ask.reason() + '\n' + ask.callbackUrl());
    }

    private static String canonical(Ask ask) {
        return canonical(ask.scope()) + '\n' + ask.kind() + '\n' + ask.ttl() + '\n' + ask.publicKey();
    }

    private static String canonical(Scope scope) {
        return scope.repositories().stream().map(Repository::folded).collect(Collectors.joining(","))
                + '\n'
                + scope.permissions();
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
