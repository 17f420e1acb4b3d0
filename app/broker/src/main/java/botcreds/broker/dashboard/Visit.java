package botcreds.broker.dashboard;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a browser has sent. */
final class Visit {
    /** A form of ours holds one secret. */
    private static final int LARGEST_FORM = 2048;

    private final HttpServletRequest request;

    Visit(HttpServletRequest request) {
        this.request = request;
    }

    String method() {
        return request.getMethod();
    }

    /** The path as it was sent, undecoded. */
    String path() {
        return request.getRequestURI();
    }

    String peerAddress() {
        return request.getRemoteAddr();
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** The values of every cookie of this name. */
    List<String> cookies(String name) {
        Cookie[] all = request.getCookies();
        return all == null
                ? List.of()
                : Arrays.stream(all)
                        .filter(each -> each.getName().equals(name))
                        .map(Cookie::getValue)
                        .toList();
    }

    /** The query's fields that say something; the first of each name. */
    Map<String, String> query() {
        return fields(Optional.ofNullable(request.getQueryString()).orElse(""));
    }

    /** The body's fields, likewise; none if it is no form of ours. */
    Map<String, String> form() throws IOException {
        byte[] body = request.getInputStream().readNBytes(LARGEST_FORM + 1);
        boolean ours = "application/x-www-form-urlencoded".equals(request.getContentType());
        return ours && body.length <= LARGEST_FORM ? fields(new String(body, StandardCharsets.US_ASCII)) : Map.of();
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String value = decoded(pair.substring(equals + 1)).strip();
                if (!value.isEmpty()) {
                    fields.putIfAbsent(decoded(pair.substring(0, equals)), value);
                }
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
