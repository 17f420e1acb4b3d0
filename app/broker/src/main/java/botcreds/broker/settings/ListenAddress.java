package botcreds.broker.settings;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen.
 *
 * @param host a name or address, an IPv6 address without its brackets
 * @param port 0 to 65535; 0 means any free one
 */
public record ListenAddress(String host, int port) {
    private static final Pattern GRAMMAR = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9.-]+)):([0-9]{1,5})");
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::");

    /** Reads {@code host:port}; empty for anything else. */
    public static Optional<ListenAddress> parse(String text) {
        Matcher matcher = GRAMMAR.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65_535) {
            return Optional.empty();
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return Optional.of(new ListenAddress(host, Integer.parseInt(matcher.group(3))));
    }

    public boolean isLoopback() {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    /** Tells whether the two would compete for the same socket. */
    boolean clashesWith(ListenAddress other) {
        boolean sameHost = host.equals(other.host) || EVERYWHERE.contains(host) || EVERYWHERE.contains(other.host);
        return port != 0 && port == other.port && sameHost;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
