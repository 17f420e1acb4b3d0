package botcreds.broker.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** Addresses of GitHub and Slack: https, except on this machine, where a sandbox may listen. */
final class WebAddress {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private WebAddress() {}

    /** Reads the address without slashes at its end; says what is wrong and returns empty for a bad one. */
    static Optional<URI> read(Environment from, String name, String byDefault) {
        String text = from.text(name).orElse(byDefault).replaceFirst("/+$", "");
        try {
            URI address = new URI(text);
            String why = problem(address);
            if (why.isEmpty()) {
                return Optional.of(address);
            }
            from.problem(name, why);
        } catch (URISyntaxException notOne) {
            from.problem(name, "this is not a URL; write it as " + byDefault);
        }
        return Optional.empty();
    }

    private static String problem(URI address) {
        String host = address.getHost();
        if (host == null || address.getScheme() == null) {
            return "it must be a whole URL with a host, such as https://github.example.com";
        }
        if (address.getRawUserInfo() != null || address.getRawQuery() != null || address.getRawFragment() != null) {
            return "it must have no user, query or fragment; remove them";
        }
        boolean plainIsFine = address.getScheme().equals("http") && LOOPBACK.contains(host);
        return address.getScheme().equals("https") || plainIsFine
                ? ""
                : "it must begin with https://, because keys and tokens travel to it";
    }
}
