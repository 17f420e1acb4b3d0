package botcreds.sandbox.github;

import java.util.List;
import java.util.Map;

/**
 * One REST call, read completely.
 *
 * @param path decoded, without {@code /api/v3}
 * @param segments of the path that a route left open, in order
 * @param query the first value of each parameter
 * @param origin how the caller reached the API, for links in answers: scheme, host, port and {@code /api/v3} if it came so
 * @param headers by lower-case name
 */
record Call(
        String method,
        String path,
        List<String> segments,
        Map<String, String> query,
        String origin,
        Map<String, String> headers,
        String body) {
    /** GHES has its API below this path, github.com on a host of its own; the sandbox has it at both. */
    static final String API_PREFIX = "/api/v3";

    String segment(int index) {
        return segments.get(index);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    Call withSegments(List<String> open) {
        return new Call(method, path, open, query, origin, headers, body);
    }

    Call withPath(String other) {
        return new Call(method, other, segments, query, origin, headers, body);
    }

    /** Reads a number out of an open segment; -1, which is no id, for anything else. */
    long id(int index) {
        try {
            return Long.parseLong(segment(index));
        } catch (NumberFormatException noNumber) {
            return -1;
        }
    }

    /** Reads a query parameter as a number between 1 and the greatest. */
    int number(String name, int otherwise, int greatest) {
        try {
            return Math.max(1, Math.min(greatest, Integer.parseInt(query.getOrDefault(name, ""))));
        } catch (NumberFormatException absent) {
            return otherwise;
        }
    }

    /** Where people and git go: the origin without the API's prefix. */
    static String web(String origin) {
        return origin.endsWith(API_PREFIX) ? origin.substring(0, origin.length() - API_PREFIX.length()) : origin;
    }
}
