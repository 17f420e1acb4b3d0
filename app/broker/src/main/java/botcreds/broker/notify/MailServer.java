package botcreds.broker.notify;

import botcreds.broker.model.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where mail is handed over.
 *
 * @param login as the server asks for it; none when it does not
 */
public record MailServer(String host, int port, Security security, Optional<Login> login) {
    private static final int SUBMISSION = 587;
    private static final int SUBMISSIONS = 465;

    /** How the way there is kept from others. */
    public enum Security {
        /** TLS from the first byte. */
        TLS,
        /** STARTTLS; without it nothing is sent. */
        STARTTLS,
        /** Nothing; for a server on this machine. */
        NONE
    }

    /** Who we are to the server. */
    public record Login(String user, Secret password) {}

    /**
     * Reads {@code smtp://user:password@host:port} or {@code smtps://…}. User and password are percent-encoded where they
     * hold what means something in a URL.
     *
     * @param url known to be one of these
     */
    public static MailServer of(Secret url) {
        URI uri = URI.create(url.reveal());
        boolean tls = uri.getScheme().equals("smtps");
        Security security = tls ? Security.TLS : isThisMachine(uri.getHost()) ? Security.NONE : Security.STARTTLS;
        int usual = tls ? SUBMISSIONS : SUBMISSION;
        return new MailServer(
                bare(uri.getHost()),
                uri.getPort() == -1 ? usual : uri.getPort(),
                security,
                login(uri.getRawUserInfo()));
    }

    private static Optional<Login> login(@Nullable String userInfo) {
        if (userInfo == null) {
            return Optional.empty();
        }
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return Optional.of(new Login(decoded(user), Secret.of(decoded(password))));
    }

    /** A plus is a plus outside of forms. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** By its name as written: what a resolver says of it must not decide whether a password goes out in the clear. */
    private static boolean isThisMachine(String host) {
        String name = bare(host.toLowerCase(Locale.ROOT));
        return name.equals("localhost") || name.equals("::1") || name.matches("127(\\.[0-9]{1,3}){3}");
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
