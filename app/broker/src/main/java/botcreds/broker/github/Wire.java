package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.github.Exchange.HeldBack;
import botcreds.broker.github.Exchange.Lost;
import botcreds.broker.github.Exchange.Unsent;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The one way out to GitHub. Calls go to the configured origin and nowhere else, follow no redirect, end in bounded time and
 * keep GitHub's limits. Thread-safe.
 */
final class Wire {
    /** GitHub allows 100 concurrent requests; the rest is for whoever else signs in as this App. */
    static final int MOST_IN_FLIGHT = 90;

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final Duration BEFORE_SECOND_TRY = Duration.ofMillis(150);
    private static final Duration WHEN_CROWDED = Duration.ofSeconds(1);

    private final Endpoint endpoint;
    private final Limits limits;
    private final Observing observing;
    private final HttpClient client;
    private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);

    Wire(Endpoint endpoint, Limits limits, Observing observing, ExecutorService executor) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.observing = observing;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(endpoint.connectTimeout())
                .executor(executor);
        if (!"https".equals(endpoint.api().getScheme())) {
            // A proxy only tunnels https; of plain http it would read the signature.
            builder.proxy(HttpClient.Builder.NO_PROXY);
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
        HttpRequest request = request(call);
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
            Exchange raw = exchanged(request);
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
        if (answer.status() >= 400 || !call.isSafe()) {
            LOG.atLevel(answer.status() >= 400 ? Level.INFO : Level.DEBUG)
                    .log(
                            "{} {} at GitHub: {} (request id {})",
                            call.method(),
                            call.uri().getPath(),
                            answer.status(),
                            answer.headers()
                                    .firstValue("X-GitHub-Request-Id")
                                    .filter(id -> id.matches("[A-Za-z0-9:-]{1,80}"))
                                    .orElse("none"));
        }
        return limited.<Exchange>map(HeldBack::new).orElse(answer);
    }

    private HttpRequest request(Call call) {
        if (!isOurs(call.uri())) {
            throw new IllegalArgumentException("a call to GitHub may go to " + endpoint.api() + " only");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                .setHeader("Accept", "application/vnd.github+json")
                .setHeader("User-Agent", "botcreds/0.1")
                .setHeader("X-GitHub-Api-Version", endpoint.apiVersion());
        call.authorization().ifPresent(value -> request.setHeader("Authorization", value.reveal()));
        if (call.body().isEmpty()) {
            return request.method(call.method(), BodyPublishers.noBody()).build();
        }
        return request.setHeader("Content-Type", "application/json")
                .method(call.method(), BodyPublishers.ofString(call.body()))
                .build();
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

    /** The timeout of java.net.http ends with the headers; ours covers the body too. */
    private Exchange exchanged(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> got = answer.get(endpoint.callTimeout().toNanos(), TimeUnit.NANOSECONDS);
            return new Answered(got.statusCode(), got.headers(), got.body());
        } catch (TimeoutException slow) {
            answer.cancel(true);
            return new Lost("no answer within " + endpoint.callTimeout().toSeconds() + " s", true);
        } catch (InterruptedException stop) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return new Lost("the broker is stopping", true);
        } catch (ExecutionException failed) {
            return failure(failed.getCause());
        }
    }

    private static Exchange failure(@Nullable Throwable cause) {
        if (cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException) {
            return new Unsent("no connection (" + cause.getClass().getSimpleName() + ")");
        }
        if (cause instanceof IOException) {
            return new Lost("the connection broke (" + cause.getClass().getSimpleName() + ")", false);
        }
        throw new IllegalStateException("java.net.http failed", cause);
    }
}
