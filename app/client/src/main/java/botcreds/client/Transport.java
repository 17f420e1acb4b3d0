package botcreds.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends one call, once. {@link HttpURLConnection} and not java.net.http, which costs a short-lived command 0.7 s more to
 * start and leaves threads behind. Thread-safe.
 */
final class Transport {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Minting includes calls to GitHub, which may be slow. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private static final int LARGEST_ANSWER = 1024 * 1024;

    private final URI base;
    private final Optional<String> apiKey;
    private final Optional<SSLSocketFactory> tls;

    Transport(URI base, Optional<String> apiKey, Optional<SSLSocketFactory> tls) {
        this.base = base;
        this.apiKey = apiKey;
        this.tls = tls;
    }

    URI base() {
        return base;
    }

    Reply send(Call call) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(base + call.path()).toURL().openConnection();
        if (connection instanceof HttpsURLConnection secure) {
            tls.ifPresent(secure::setSSLSocketFactory);
        }
        // The key belongs to this host and no other.
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(millis(CONNECT));
        connection.setReadTimeout(millis(ANSWER.plus(call.hold())));
        connection.setRequestMethod(call.method());
        connection.setRequestProperty("Accept", "application/json, application/problem+json");
        connection.setRequestProperty("User-Agent", "botcreds-client-java");
        apiKey.ifPresent(key -> connection.setRequestProperty("Authorization", "Bearer " + key));
        call.headers().forEach(connection::setRequestProperty);
        if (call.body().isPresent()) {
            write(connection, call.body().get().getBytes(StandardCharsets.UTF_8));
        }
        return read(connection);
    }

    private static void write(HttpURLConnection connection, byte[] body) throws IOException {
        connection.setDoOutput(true);
        // Without a fixed length the JDK sends a POST a second time, unasked, when the connection breaks.
        connection.setFixedLengthStreamingMode(body.length);
        if (body.length > 0) {
            connection.setRequestProperty("Content-Type", "application/json");
        }
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
    }

    private static Reply read(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("what came back is not HTTP");
        }
        return new Reply(status, seconds(connection.getHeaderField("Retry-After")), body(connection, status));
    }

    private static String body(HttpURLConnection connection, int status) throws IOException {
        try (InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            // The JDK drops the body of a 401 to a POST of fixed length; the status says enough.
            return in == null ? "" : text(in);
        }
    }

    private static String text(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST_ANSWER + 1);
        if (bytes.length > LARGEST_ANSWER) {
            throw new UnexpectedAnswer("it is longer than 1 MiB", null);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whole seconds, as the broker sends them; a proxy's date counts as no header. */
    private static Optional<Duration> seconds(@Nullable String header) {
        return header != null && header.matches("[0-9]{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(header)))
                : Optional.empty();
    }

    private static int millis(Duration length) {
        return Math.toIntExact(length.toMillis());
    }
}
