package botcreds.broker.settings;

import botcreds.broker.model.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * How to send mail.
 *
 * @param smtpUrl {@code smtp://} (with STARTTLS, unless the host is this machine) or {@code smtps://}, with user and password in it
 * @param from    the sender's address
 */
public record MailSettings(Secret smtpUrl, String from) {
    static Optional<MailSettings> read(Environment from) {
        Optional<Secret> url = from.secret("BOTCREDS_SMTP_URL");
        Optional<String> sender = from.text("BOTCREDS_MAIL_FROM");
        if (url.isPresent() && !isSmtp(url.get().reveal())) {
            from.problem(
                    "BOTCREDS_SMTP_URL",
                    "write it as smtp://user:password@host:587 or smtps://…:465, percent-encoded, without a path");
        }
        if (from.isSet("BOTCREDS_SMTP_URL") != sender.isPresent()) {
            from.problem("BOTCREDS_MAIL_FROM", "it and BOTCREDS_SMTP_URL belong together; set both or neither");
        }
        if (sender.isPresent() && !sender.get().matches("[^\\s@<>,;:]+@[^\\s@<>,;:]+")) {
            from.problem("BOTCREDS_MAIL_FROM", "write one plain address, for example broker@example.com");
        }
        return url.flatMap(smtp -> sender.map(address -> new MailSettings(smtp, address)));
    }

    private static boolean isSmtp(String text) {
        try {
            URI url = new URI(text);
            boolean bare = (url.getRawPath() == null || url.getRawPath().isEmpty())
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
            return bare && url.getHost() != null && ("smtp".equals(url.getScheme()) || "smtps".equals(url.getScheme()));
        } catch (URISyntaxException notOne) {
            return false;
        }
    }
}
