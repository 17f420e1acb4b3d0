package botcreds.broker.model;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a bot may have itself called: public hosts by https on port 443, and besides exactly the hosts that the operator
 * listed. What a name resolves to is checked when it is called, by {@link #mayConnect}. Thread-safe.
 */
public final class CallbackRules {
    private static final int LONGEST = 2048;

    private final boolean enabled;
    private final Set<String> listed;

    /**
     * @param enabled whether there is a key to sign with; without one no URL is good
     * @param listed  {@code host:port}, IPv6 addresses in brackets; these may be plain http and private
     */
    public CallbackRules(boolean enabled, Set<String> listed) {
        this.enabled = enabled;
        this.listed =
                listed.stream().map(each -> each.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** What is wrong with a URL, one sentence; nothing when it may be called. */
    public Optional<String> problem(String text) {
        if (!enabled) {
            return Optional.of("This broker has no BOTCREDS_WEBHOOK_SECRET and calls nobody.");
        }
        return parse(text).isPresent()
                ? Optional.empty()
                : Optional.of("It is not an https URL of a public host on port 443, or has a user, a fragment or more"
                        + " than 2048 characters.");
    }

    /** The URL, when its form and its host as written allow to call it. */
    public Optional<URI> parse(String text) {
        try {
            URI url = new URI(text);
            boolean wellFormed = text.length() <= LONGEST
                    && text.chars().allMatch(each -> each > ' ' && each < 0x7f)
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null
                    && port(url) <= 65_535;
            return wellFormed && mayCall(url) ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException notOne) {
            return Optional.empty();
        }
    }

    /** Tells whether a connection for this URL may be made to this address, one of those its host resolves to. */
    public boolean mayConnect(URI url, InetAddress address) {
        return isListed(url) || PublicAddress.is(address);
    }

    /** The port it names, or the one its scheme implies. */
    public static int port(URI url) {
        if (url.getPort() != -1) {
            return url.getPort();
        }
        return "http".equals(url.getScheme()) ? 80 : 443;
    }

    private boolean mayCall(URI url) {
        if (isListed(url)) {
            return "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        }
        return "https".equals(url.getScheme()) && port(url) == 443 && isPublicAsWritten(url.getHost());
    }

    private boolean isListed(URI url) {
        return listed.contains(url.getHost().toLowerCase(Locale.ROOT) + ":" + port(url));
    }

    private static boolean isPublicAsWritten(String host) {
        boolean isAddress =
                host.startsWith("[") || host.chars().allMatch(each -> each == '.' || Character.isDigit(each));
        if (isAddress) {
            return host.indexOf('%') < 0 && PublicAddress.is(PublicAddress.literal(host));
        }
        String name = host.toLowerCase(Locale.ROOT);
        return name.contains(".") && !name.endsWith(".") && !name.endsWith(".localhost");
    }
}
