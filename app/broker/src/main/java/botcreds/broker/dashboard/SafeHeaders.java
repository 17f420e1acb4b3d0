package botcreds.broker.dashboard;

import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** What every answer says: nothing runs here, nobody frames this, nothing is kept, no address of ours goes elsewhere. */
final class SafeHeaders {
    private static final Map<String, String> ALWAYS = new LinkedHashMap<>();

    static {
        ALWAYS.put(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
                        + " frame-ancestors 'none'");
        ALWAYS.put("X-Frame-Options", "DENY");
        ALWAYS.put("X-Content-Type-Options", "nosniff");
        ALWAYS.put("Referrer-Policy", "no-referrer");
        ALWAYS.put("Cross-Origin-Opener-Policy", "same-origin");
        ALWAYS.put("Cross-Origin-Resource-Policy", "same-origin");
        ALWAYS.put("Cache-Control", "no-store");
        ALWAYS.put("X-Robots-Tag", "noindex");
    }

    private SafeHeaders() {}

    /** @param https whether people open this by https; a browser must not be told to insist where it cannot */
    static void write(HttpServletResponse response, boolean https) {
        ALWAYS.forEach(response::setHeader);
        if (https) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
    }
}
