package botcreds.broker.dashboard;

import java.net.URI;
import java.util.Optional;

/**
 * Tells whether a page of ours has sent a form. Browsers say so themselves in {@code Sec-Fetch-Site}, which no page can write
 * (w3.org/TR/fetch-metadata). An older browser's {@code Origin} must be ours; it is {@code null} where the page is told to
 * send no referrer, and then it proves nothing.
 */
final class SameOrigin {
    private SameOrigin() {}

    static boolean sent(Visit visit, URI ours) {
        Optional<String> site = visit.header("Sec-Fetch-Site");
        Optional<String> origin = visit.header("Origin");
        boolean foreign = origin.filter(each -> !each.equals("null") && !each.equals(origin(ours)))
                .isPresent();
        return !foreign
                && (site.isPresent() ? site.get().equals("same-origin") : origin.equals(Optional.of(origin(ours))));
    }

    /** As browsers write it (RFC 6454 section 6.2): without a port that its scheme has anyway. */
    private static String origin(URI address) {
        int port = address.getPort();
        boolean usual = port < 0 || port == (address.getScheme().equals("https") ? 443 : 80);
        return address.getScheme() + "://" + address.getHost() + (usual ? "" : ":" + port);
    }
}
