package botcreds.broker.dashboard;

import botcreds.broker.model.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The cookie of a browser that is signed in. Where the address is https its name has the prefix with which browsers make sure
 * that this very host has set it, for all paths and over TLS (RFC 6265bis section 4.1.3.2).
 *
 * @param secure whether the address that people open is https
 */
record SessionCookie(boolean secure) {
    private static final Pattern OURS = Pattern.compile("bcs_[0-9A-Za-z]{49}");

    String name() {
        return secure ? "__Host-botcreds" : "botcreds";
    }

    /** The secret that a browser shows; empty also when it shows several, for one of them is somebody else's doing. */
    Optional<Secret> read(Visit visit) {
        List<String> all = visit.cookies(name());
        return all.size() == 1 && OURS.matcher(all.get(0)).matches()
                ? Optional.of(Secret.of(all.get(0)))
                : Optional.empty();
    }

    boolean isShown(Visit visit) {
        return !visit.cookies(name()).isEmpty();
    }

    /** The header's value that sets it. */
    String set(Secret secret, Duration life) {
        return header(secret.reveal(), life);
    }

    /** The header's value that takes it away. */
    String clear() {
        return header("", Duration.ZERO);
    }

    private String header(String value, Duration life) {
        return name() + "=" + value + "; Path=/; Max-Age=" + life.toSeconds() + "; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }
}
