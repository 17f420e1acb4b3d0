package botcreds.broker.http;

import botcreds.broker.identity.Connection;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One request and the way to answer it. */
final class Exchange {
    /** A request with 50 repositories and a long reason has about 10 KiB. */
    private static final int LARGEST_BODY = 64 * 1024;

    /** Where the container puts what TLS has verified (Servlet specification 3.10). */
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final HttpServletRequest request;
    private final HttpServletResponse response;

    Exchange(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    HttpServletRequest request() {
        return request;
    }

    HttpServletResponse response() {
        return response;
    }

    /** Only what the socket and the Authorization header say; {@code Forwarded} and its relatives count for nothing. */
    Connection connection() {
        return new Connection(
                new Connection.End(request.getRemoteAddr(), request.getRemotePort()),
                new Connection.End(request.getLocalAddr(), request.getLocalPort()),
                attribute(CERTIFICATES, X509Certificate[].class).map(List::of).orElse(List.of()),
                headers("Authorization"),
                Optional.ofNullable(request.getQueryString()));
    }

    List<String> headers(String name) {
        return Collections.list(request.getHeaders(name));
    }

    Query query(Set<String> known) {
        return new Query(Optional.ofNullable(request.getQueryString()), known);
    }

    /** Returns what was kept with the request while it was parked. */
    <T> Optional<T> attribute(String name, Class<T> type) {
        return Optional.ofNullable(request.getAttribute(name)).map(type::cast);
    }

    /** Reads the body as a JSON object. */
    Parsed<ObjectNode> body() {
        if (!isJson(request.getContentType()) || request.getHeader("Content-Encoding") != null) {
            return Parsed.bad(Problem.of(
                    415,
                    "wrong_media_type",
                    "The body is not announced as plain JSON.",
                    "Send 'Content-Type: application/json' and no Content-Encoding."));
        }
        byte[] bytes;
        try {
            bytes = request.getInputStream().readNBytes(LARGEST_BODY + 1);
        } catch (IOException broken) {
            return Parsed.bad(Problem.of(
                    400, "malformed_http", "The body did not arrive whole.", "Send the same request again."));
        }
        if (bytes.length > LARGEST_BODY) {
            return Parsed.bad(Problem.of(
                    413,
                    "body_too_large",
                    "The body is larger than 64 KiB.",
                    "Ask for fewer repositories at once, or shorten the reason."));
        }
        return StrictJson.readObject(bytes);
    }

    /** Reads the body as a JSON object; no body at all is an empty one. */
    Parsed<ObjectNode> optionalBody() {
        boolean none = request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null;
        return none ? Parsed.value(StrictJson.object()) : body();
    }

    private static boolean isJson(String contentType) {
        if (contentType == null) {
            return false;
        }
        String compact = contentType.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "");
        return compact.equals("application/json") || compact.equals("application/json;charset=utf-8");
    }

    void send(Reply reply) throws IOException {
        response.reset();
        response.setStatus(reply.status());
        response.setHeader("X-Request-Id", UUID.randomUUID().toString());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        reply.headers().forEach(response::setHeader);
        if (!reply.contentType().isEmpty()) {
            response.setContentType(reply.contentType());
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
