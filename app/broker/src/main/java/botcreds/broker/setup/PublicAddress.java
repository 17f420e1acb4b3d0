package botcreds.broker.setup;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The address at which Slack and GitHub reach the listener {@code BOTCREDS_SLACK_LISTEN}. */
final class PublicAddress {
    private PublicAddress() {}

    /** Asks once for all who need it; empty when there is none. */
    static Optional<URI> ask(Answers answers, String who) throws Stopped {
        String text = answers.text(
                "public-url",
                "  https://HOST at which " + who + " reaches this broker (empty: no open port)",
                "",
                PublicAddress::problem);
        return text.isEmpty() ? Optional.empty() : Optional.of(URI.create(text.replaceFirst("/+$", "")));
    }

    private static String problem(String text) {
        try {
            URI uri = new URI(text);
            boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
            return text.isEmpty() || ("https".equals(uri.getScheme()) && uri.getHost() != null && plain)
                    ? ""
                    : "Write it as https://botcreds.example.com.";
        } catch (URISyntaxException notOne) {
            return "Write it as https://botcreds.example.com.";
        }
    }
}
