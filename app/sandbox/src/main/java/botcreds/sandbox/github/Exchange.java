package botcreds.sandbox.github;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/** One HTTP exchange with Jetty; {@code path} is decoded and without {@code /api/v3}. */
record Exchange(Request request, Response response, Callback callback, String path, String origin) {
    private static final AtomicLong REQUESTS = new AtomicLong(0x10000);

    static Exchange of(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getDecodedPath();
        String host = "http://" + request.getHttpURI().getAuthority();
        return path.startsWith(Call.API_PREFIX + "/")
                ? new Exchange(
                        request, response, callback, path.substring(Call.API_PREFIX.length()), host + Call.API_PREFIX)
                : new Exchange(request, response, callback, path, host);
    }

    /** Reads the body without blocking. What goes wrong in what follows becomes a 500. */
    void readBody(Consumer<String> then) {
        Content.Source.asByteBuffer(
                request,
                Promise.from(
                        body -> {
                            try {
                                then.accept(BufferUtil.toString(body, StandardCharsets.UTF_8));
                            } catch (RuntimeException e) {
                                callback.failed(e);
                            }
                        },
                        callback::failed));
    }

    Call call(String body) {
        Map<String, String> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            headers.put(field.getLowerCaseName(), String.valueOf(field.getValue()));
        }
        Map<String, String> query = new HashMap<>();
        if (request.getHttpURI().getQuery() != null) {
            Request.extractQueryParameters(request).forEach(field -> query.put(field.getName(), field.getValue()));
        }
        return new Call(request.getMethod(), path, List.of(), query, origin, headers, body);
    }

    /** Sends an answer, or only so many bytes of its body (all when that is negative) before the line goes dead. */
    void send(Answer answer, int truncateAt) {
        send(
                answer.status(),
                answer.headers(),
                answer.body() == null ? new byte[0] : Json.bytes(answer.body()),
                "application/json; charset=utf-8",
                truncateAt);
    }

    void send(int status, Map<String, String> headers, byte[] body, String type, int truncateAt) {
        response.setStatus(status);
        response.getHeaders().put("X-GitHub-Request-Id", Long.toHexString(REQUESTS.incrementAndGet()));
        if (body.length > 0) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        }
        headers.forEach(response.getHeaders()::put);
        if (truncateAt < 0 || truncateAt >= body.length) {
            response.write(true, ByteBuffer.wrap(body), callback);
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(false, ByteBuffer.wrap(body, 0, truncateAt), Callback.from(this::drop, failed -> drop()));
    }

    /** Cuts the connection without an answer. */
    void drop() {
        request.getConnectionMetaData().getConnection().getEndPoint().close();
        callback.failed(new EofException("dropped by a fault"));
    }
}
