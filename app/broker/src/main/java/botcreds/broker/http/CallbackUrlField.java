package botcreds.broker.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The field {@code callback_url}: its form only. Where it leads to is looked at when it is called. */
final class CallbackUrlField {
    private static final int LONGEST = 2048;

    private CallbackUrlField() {}

    static Optional<String> read(Fields fields) {
        if (!fields.has("callback_url")) {
            return Optional.empty();
        }
        Optional<String> url = fields.text("callback_url");
        if (url.isPresent() && !isGood(url.get())) {
            fields.problem(
                    "callback_url",
                    "It is not an https URL, or has a user, a fragment or more than 2048 characters.",
                    "Write it as https://host/path, or leave it out and wait with Prefer: wait=50.");
        }
        return url;
    }

    private static boolean isGood(String text) {
        try {
            URI url = new URI(text);
            return text.length() <= LONGEST
                    && text.chars().allMatch(each -> each > ' ' && each < 0x7f)
                    && "https".equals(url.getScheme())
                    && url.getHost() != null
                    && url.getPort() <= 65_535
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null;
        } catch (URISyntaxException notOne) {
            return false;
        }
    }
}
