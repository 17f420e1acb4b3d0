package botcreds.broker.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The load's own process: one thread, keep-alive connections, each with one request under way at a time. Arguments: address,
 * API key, connections, seconds to warm up, seconds to measure, and which the first of the asks is: those of two loads must differ, or
 * one joins the other's. The method is POST of an ask, or GET when the key is "-".
 * Prints one line of {@link Latencies}.
 */
final class Load {
    private Load() {}

    public static void main(String[] arguments) throws IOException {
        URI address = URI.create(arguments[0]);
        int connections = Integer.parseInt(arguments[2]);
        long warm = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[3]));
        long measured = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[4]));
        int first = arguments.length > 5 ? Integer.parseInt(arguments[5]) : 0;
        try (Selector selector = Selector.open()) {
            List<LoadConnection> all = new ArrayList<>();
            for (int each = 0; each < connections; each++) {
                all.add(new LoadConnection(
                        selector,
                        new InetSocketAddress(address.getHost(), address.getPort()),
                        LoadRequest.bytes(address, arguments[1], first + each)));
            }
            long begun = System.nanoTime();
            for (LoadConnection each : all) {
                each.send();
            }
            run(selector, begun + warm, new Latencies(16), new long[1]);
            Latencies latencies = new Latencies(1 << 20);
            long[] failures = new long[1];
            long from = System.nanoTime();
            run(selector, from + measured, latencies, failures);
            System.out.println(latencies.line(System.nanoTime() - from, failures[0]));
        }
    }

    private static void run(Selector selector, long until, Latencies latencies, long[] failures) throws IOException {
        while (System.nanoTime() < until) {
            int ready = selector.select(
                    key -> {
                        LoadConnection connection = (LoadConnection) key.attachment();
                        long nanos = connection.read();
                        if (nanos >= 0) {
                            latencies.add(nanos);
                            failures[0] += connection.succeeded() ? 0 : 1;
                            connection.send();
                        }
                    },
                    100);
            if (ready == 0 && System.nanoTime() > until + TimeUnit.MINUTES.toNanos(1)) {
                throw new IOException("nothing answers");
            }
        }
    }
}
