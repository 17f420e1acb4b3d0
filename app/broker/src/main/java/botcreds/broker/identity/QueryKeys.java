package botcreds.broker.identity;

import botcreds.broker.model.AsciiCase;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds keys in a query string. RFC 6750 section 2.3 allows them there; we do not, because URLs are logged. */
final class QueryKeys {
    private static final Set<String> NAMES = Set.of(
            "access_token", "api_key", "api-key", "apikey", "authorization", "bearer", "key", "secret", "x-api-key");

    /** What the keys, tokens and codes begin with that the broker makes. */
    private static final Set<String> OURS = Set.of("bcb_", "bch_", "bcd_", "bcl_", "bcs_");

    private QueryKeys() {}

    /** Returns every value of the query, decoded but for plus signs, which base64 has and forms write for a space. */
    static List<String> values(String query) {
        List<String> values = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            String value = decode(pair.substring(pair.indexOf('=') + 1).replace("+", "%2B"));
            if (!value.isEmpty()) {
                values.add(value);
            }
        }
        return values;
    }

    /** Tells whether something in the query is meant as a key, by its name or its look. */
    static boolean looksLikeKey(String query) {
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = decode(pair.substring(equals + 1));
            if (NAMES.contains(AsciiCase.fold(name))
                    || OURS.stream().anyMatch(value::startsWith)
                    || value.startsWith("Bearer ")) {
                return true;
            }
        }
        return false;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
