package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.github.Exchange.HeldBack;
import botcreds.broker.github.Exchange.Lost;
import botcreds.broker.github.Exchange.Unsent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The one way out to GitHub. Calls go to the configured origin and nowhere else, follow no redirect, end in bounded time and
 * keep GitHub's limits. Thread-safe.
 */
final class Wire implements AutoCloseable {
    /** GitHub allows 100 concurrent requests; the rest is for whoever else signs in as this App. */
    static final int MOST_IN_FLIGHT = 90;

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final Duration BEFORE_SECOND_TRY = Duration.ofMillis(150);
    private static final Duration WHEN_CROWDED = Duration.ofSeconds(1);
    private static final int KEPT_MINUTES = 5;

    private final Endpoint endpoint;
    private final Limits limits;
    private final Observing observing;
    private final OkHttpClient client;
    private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);

    Wire(Endpoint endpoint, Limits limits, Observing observing) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.observing = observing;
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .connectTimeout(endpoint.connectTimeout())
                .callTimeout(endpoint.callTimeout())
                // The call's own limit covers them, and says whether time was the reason.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .connectionPool(new ConnectionPool(MOST_IN_FLIGHT, KEPT_MINUTES, TimeUnit.MINUTES))
                .eventListenerFactory(
                        call -> Objects.requireNonNull(call.request().tag(Sending.class)));
        if (!"https".equals(endpoint.api().getScheme())) {
            // A proxy only tunnels https; of plain http it would read the signature.
            builder.proxy(Proxy.NO_PROXY);
        }
        this.client = builder.build();
    }

    URI uri(String path) {
        return URI.create(endpoint.api() + path);
    }

    /** Makes the call, and once more where the first try cannot have done anything or doing it twice does no harm. */
    Exchange send(Call call) {
        Exchange first = sendOnce(call);
        if (!deservesSecondTry(call, first)) {
            return first;
        }
        LockSupport.parkNanos(BEFORE_SECOND_TRY.toNanos());
        return sendOnce(call);
    }

    private static boolean deservesSecondTry(Call call, Exchange first) {
        if (first instanceof Unsent) {
            return true;
        }
        boolean failed = (first instanceof Lost lost && !lost.timedOut())
                || (first instanceof Answered answer && answer.status() >= 500);
        return call.isSafe() && failed;
    }

    private Exchange sendOnce(Call call) {
        Sending sending = new Sending();
        Request request = request(call, sending);
        Optional<Duration> pause = limits.pause();
        if (pause.isPresent()) {
            observing.heldBack(call);
            return new HeldBack(pause.get());
        }
        try {
            if (!inFlight.tryAcquire(endpoint.callTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
                observing.heldBack(call);
                return new HeldBack(WHEN_CROWDED);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return new Unsent("the broker is stopping");
        }
        try {
            long begun = observing.begin();
            Exchange raw = exchanged(request, sending);
            Exchange judged = judged(call, raw);
            observing.ended(call, begun, raw, judged instanceof HeldBack);
            return judged;
        } finally {
            inFlight.release();
        }
    }

    private Exchange judged(Call call, Exchange outcome) {
        if (!(outcome instanceof Answered answer)) {
            LOG.info("{} {} at GitHub: {}", call.method(), call.uri().getPath(), outcome);
            return outcome;
        }
        Optional<Duration> limited = limits.learn(call.who(), answer);
        Level level = answer.status() >= 400 ? Level.INFO : Level.DEBUG;
        if (LOG.isEnabledForLevel(level) && (level == Level.INFO || !call.isSafe())) {
            LOG.atLevel(level)
                    .log(
                            "{} {} at GitHub: {} (request id {})",
                            call.method(),
                            call.uri().getPath(),
                            answer.status(),
                            answer.header("X-GitHub-Request-Id")
                                    .filter(id -> id.matches("[A-Za-z0-9:-]{1,80}"))
                                    .orElse("none"));
        }
        return limited.<Exchange>map(HeldBack::new).orElse(answer);
    }

    private Request request(Call call, Sending sending) {
        if (!isOurs(call.uri())) {
            throw new IllegalArgumentException("a call to GitHub may go to " + endpoint.api() + " only");
        }
        Request.Builder request = new Request.Builder()
                .url(call.uri().toString())
                .tag(Sending.class, sending)
                .header("Accept", "application/vnd.github+json")
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "botcreds/0.1")
                .header("X-GitHub-Api-Version", endpoint.apiVersion());
        call.authorization().ifPresent(value -> request.header("Authorization", value.reveal()));
        return request.method(call.method(), body(call)).build();
    }

    private static @Nullable RequestBody body(Call call) {
        if (!call.body().isEmpty()) {
            return new OnceOnly(call.body().getBytes(StandardCharsets.UTF_8));
        }
        return call.method().equals("POST") ? new OnceOnly(new byte[0]) : null;
    }

    private boolean isOurs(URI uri) {
        URI api = endpoint.api();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return api.getScheme().equals(uri.getScheme())
                && api.getHost().equals(uri.getHost())
                && api.getPort() == uri.getPort()
                && uri.getUserInfo() == null
                && path.startsWith(api.getRawPath() + "/")
                && !path.contains("/../");
    }

    /** On the caller's thread, which waits anyway: handing a call over to others took four times the processor. */
    private Exchange exchanged(Request request, Sending sending) {
        try (Response answer = client.newCall(request).execute();
                ResponseBody body = Objects.requireNonNull(answer.body(), "an answer that was executed has a body")) {
            return new Answered(answer.code(), answer.headers(), body.bytes());
        } catch (IOException failed) {
            return failure(failed, sending.hasBegun());
        }
    }

    private Exchange failure(IOException failed, boolean begun) {
        if (!begun) {
            return new Unsent("no connection (" + failed.getClass().getSimpleName() + ")");
        }
        // A call that ran out of time is interrupted by okhttp itself.
        return failed instanceof InterruptedIOException
                ? new Lost("no answer within " + endpoint.callTimeout().toSeconds() + " s", true)
                : new Lost("the connection broke (" + failed.getClass().getSimpleName() + ")", false);
    }

    /** Closes the connections that are kept for the next calls. */
    @Override
    public void close() {
        client.connectionPool().evictAll();
    }
}
