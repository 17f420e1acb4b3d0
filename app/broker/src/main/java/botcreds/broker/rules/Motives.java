package botcreds.broker.rules;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Human;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.KeptRule;
import botcreds.broker.policy.Motive;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;

/** Why a human has the policy changed, in words for whoever reads its history. Keeps nothing. */
public final class Motives {
    private static final int KEY_BYTES = 8;

    private Motives() {}

    /** One rule has one key, whichever request it is remembered from, so that asking twice proposes it once. */
    public static Motive remember(AccessRequest request, Human human, Optional<LocalDate> until) {
        String what = what(request.scope());
        String key = digest(request.bot() + "\n" + what + "\n"
                + until.map(LocalDate::toString).orElse(""));
        return new Motive(
                "remember-" + key,
                human.name(),
                "let " + request.bot() + " have " + what + " without asking",
                "Approver: " + human.name() + " (" + human.id() + ")\n" + "Request: #" + request.shortId() + " ("
                        + request.id() + ")",
                "Reason given by the bot (not checked): " + request.reason().text());
    }

    static Motive forget(KeptRule rule, Human human) {
        return new Motive(
                "forget-" + rule.key(),
                human.name(),
                "let " + rule.bot() + " ask again for " + what(rule.scope()),
                "Access review by: " + human.name() + " (" + human.id() + ")\n" + "Remembered from: #"
                        + rule.requestShortId() + " by " + rule.byName() + " on " + rule.on(),
                "");
    }

    private static String what(Scope scope) {
        return scope.permissions() + " on " + String.join(", ", scope.repositoryNames());
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, KEY_BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
