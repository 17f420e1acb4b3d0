package botcreds.sandbox.slack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.Optional;

/** Reads and writes what the servlets share. */
final class Bodies {

    private static final int LARGEST = 2_000_000;

    private Bodies() {}

    /** The arguments of a call, from a form, a JSON object, or the query; empty when the body is none of them. */
    static Optional<ObjectNode> arguments(HttpServletRequest request) throws IOException {
        ObjectNode arguments = Json.object();
        try {
            addForm(arguments, request.getQueryString() == null ? "" : request.getQueryString());
            String body = text(request);
            if (isJson(request)) {
                return Json.readObject(body).map(object -> {
                    arguments.setAll(object);
                    return arguments;
                });
            }
            addForm(arguments, body);
            return Optional.of(arguments);
        } catch (IllegalArgumentException badEscape) {
            return Optional.empty();
        }
    }

    static boolean isJson(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.toLowerCase(java.util.Locale.ROOT).startsWith("application/json");
    }

    static String text(HttpServletRequest request) throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new IOException("the body is over " + LARGEST + " bytes");
        }
        return new String(bytes, UTF_8);
    }

    static void json(HttpServletResponse response, int status, Object json) throws IOException {
        write(response, status, "application/json; charset=utf-8", json.toString());
    }

    static void write(HttpServletResponse response, int status, String type, String text) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static void addForm(ObjectNode arguments, String form) {
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String name = URLDecoder.decode(pair.substring(0, equals), UTF_8);
                String value = URLDecoder.decode(pair.substring(equals + 1), UTF_8);
                // In a form these two are JSON in a string; what does not parse stays a string and is refused later.
                if (name.equals("blocks") || name.equals("view")) {
                    Json.read(value)
                            .ifPresentOrElse(json -> arguments.set(name, json), () -> arguments.put(name, value));
                } else {
                    arguments.put(name, value);
                }
            }
        }
    }
}
