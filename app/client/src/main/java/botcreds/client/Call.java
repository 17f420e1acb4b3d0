package botcreds.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request to the broker.
 *
 * @param path    with its query, as it is sent
 * @param body    JSON; a POST always has one, if only an empty text
 * @param hold    for how long the broker is asked to hold its answer back; zero for not at all
 * @param request the request it is about, if its id is known
 */
record Call(
        String method,
        String path,
        Optional<String> body,
        Map<String, String> headers,
        Duration hold,
        Optional<String> request) {
    static Call get(String path) {
        return new Call("GET", path, Optional.empty(), Map.of(), Duration.ZERO, Optional.empty());
    }

    static Call post(String path, String body) {
        return new Call("POST", path, Optional.of(body), Map.of(), Duration.ZERO, Optional.empty());
    }

    static Call delete(String path) {
        return new Call("DELETE", path, Optional.empty(), Map.of(), Duration.ZERO, Optional.empty());
    }

    Call about(String requestId) {
        return new Call(method, path, body, headers, hold, Optional.of(requestId));
    }

    Call with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Call(method, path, body, more, hold, request);
    }

    /** Asks the broker to answer late rather than with "not yet" (RFC 7240). */
    Call held(Duration length) {
        return length.isZero()
                ? this
                : new Call(method, path, body, headers, length, request).with("Prefer", "wait=" + length.toSeconds());
    }
}
