package botcreds.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose request does not come to its end. Jetty's idle timeout begins anew with every byte, and its least
 * data rate counts for bodies only, so that a header sent a byte at a time would hold a connection for ever. A parked poll
 * sends nothing and is left alone. Thread-safe.
 */
final class SlowSenders implements Connection.Listener {
    private static final long LOOK_EVERY_SECONDS = 1;

    private final Map<Connection, Arriving> connections = new ConcurrentHashMap<>();
    private final Scheduler scheduler;
    private final Duration longest;

    /**
     * What a connection has brought.
     *
     * @param requests whose headers were complete
     * @param bytes    at the last look
     * @param since    System.nanoTime() when the first byte since the last complete header was seen; 0 for none
     */
    private record Arriving(long requests, long bytes, long since) {
        Arriving next(Connection now, long nanos) {
            if (now.getMessagesIn() != requests) {
                return new Arriving(now.getMessagesIn(), now.getBytesIn(), 0);
            }
            boolean first = since == 0 && now.getBytesIn() != bytes;
            return new Arriving(requests, now.getBytesIn(), first ? nanos : since);
        }
    }

    /** @param longest how long a request's header, and then its body, may take to arrive */
    SlowSenders(Server server, Duration longest) {
        this.scheduler = server.getBean(Scheduler.class);
        this.longest = longest;
    }

    @Override
    public void onOpened(Connection connection) {
        // The encrypted half of a TLS connection does not count requests.
        if (connection.getMessagesIn() >= 0) {
            connections.put(connection, new Arriving(0, 0, 0));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }

    /** Looks once a second from now on. */
    void watch() {
        scheduler.schedule(this::look, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        connections.forEach((connection, before) -> {
            Arriving after = before.next(connection, now);
            connections.replace(connection, before, after);
            boolean stillArriving = after.bytes() != before.bytes();
            if (stillArriving && after.since() != 0 && now - after.since() > longest.toNanos()) {
                connection.getEndPoint().close(new IOException("a request took too long to arrive"));
            }
        });
        if (scheduler.isRunning()) {
            watch();
        }
    }
}
