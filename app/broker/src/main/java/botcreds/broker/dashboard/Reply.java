package botcreds.broker.dashboard;

import java.util.Map;
import java.util.TreeMap;

/** An answer, without the headers that every answer has. */
record Reply(int status, String contentType, String body, Map<String, String> headers) {
    static Reply html(int status, String html) {
        return new Reply(status, "text/html;charset=utf-8", html, Map.of());
    }

    static Reply asset(String contentType, String body) {
        return new Reply(200, contentType, body, Map.of());
    }

    /** Leads on to a path of ours, with GET. */
    static Reply seeOther(String path) {
        return new Reply(303, "", "", Map.of("Location", path));
    }

    Reply with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Reply(status, contentType, body, more);
    }
}
