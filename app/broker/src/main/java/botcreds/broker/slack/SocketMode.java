package botcreds.broker.slack;

import botcreds.broker.model.Secret;
import com.slack.api.bolt.App;
import com.slack.api.bolt.response.Response;
import com.slack.api.bolt.socket_mode.SocketModeApp;
import com.slack.api.socket_mode.SocketModeClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes Slack's requests from a connection that we open, so that no port need be. Once it is up the SDK reconnects by
 * itself; until then this tries again, for as long as it takes. Thread-safe.
 */
final class SocketMode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketMode.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** Without a number the SDK does all work in one thread, and one slow decision would hold up everybody's. */
    private static final int CONCURRENCY = 8;

    private final Secret appToken;
    private final Supplier<App> app;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread opener;
    private volatile @Nullable SocketModeApp socket;

    SocketMode(Secret appToken, Supplier<App> app) {
        this.appToken = appToken;
        this.app = app;
        this.opener = new Thread(this::open, "slack-socket-opener");
        this.opener.setDaemon(true);
    }

    void start() {
        opener.start();
    }

    boolean isUp() {
        SocketModeApp open = socket;
        if (open == null) {
            return false;
        }
        SocketModeClient client = open.getClient();
        return client != null && client.verifyConnection();
    }

    private void open() {
        Duration wait = FIRST_WAIT;
        try {
            do {
                if (opened()) {
                    return;
                }
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            } while (!closing.await(wait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean opened() {
        try {
            SocketModeApp fresh = new SocketModeApp(
                    appToken.reveal(),
                    SocketModeClient.Backend.JavaWebSocket,
                    SocketMode::unread,
                    app.get(),
                    CONCURRENCY);
            fresh.startAsync();
            socket = fresh;
            LOG.info("Socket Mode is up");
        } catch (Exception notYet) {
            // The SDK logs the cause, and then trips over the client it did not make; its message says nothing.
            LOG.warn(
                    "Socket Mode did not come up ({}); will try again",
                    notYet.getClass().getSimpleName());
            return false;
        }
        if (closing.getCount() == 0) {
            stop();
        }
        return true;
    }

    /** An answer that is not 200 would leave the envelope unacknowledged, and Slack would deliver it again. */
    private static Response unread(SocketModeApp.ErrorContext context) {
        LOG.error("a request over the socket could not be read", context.getException());
        return Response.ok();
    }

    @Override
    public void close() {
        closing.countDown();
        stop();
    }

    private void stop() {
        SocketModeApp open = socket;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (Exception leftOpen) {
            LOG.warn("the socket to Slack did not close", leftOpen);
        }
    }
}
