package botcreds.broker.outside;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that come a byte at a time. */
final class SlowSendersIT {
    private static final int MOST_BYTES = 300;

    @TempDir
    Path parent;

    @Test
    @Tag("T-75")
    void aHeaderOrBodyThatTricklesInIsCutOffWhileAParkedPollStays() throws Exception {
        try (Town town = new Town(parent)) {
            town.startBroker();
            Reply asked = town.machina
                    .request(Bot.ask("myorg/side", "contents:write"))
                    .expect(202);
            CompletableFuture<Reply> parked = town.machina.polling(asked.requestId(), 50);
            Awaitility.await()
                    .atMost(BrokerProcess.PATIENCE)
                    .until(() -> Double.parseDouble(town.metric("botcreds_parked_polls")) >= 1);
            URI api = town.broker().listener("api");

            CompletableFuture<Integer> header = trickling(api, "POST /v1/token HTTP/1.1\r\nX-Slow: ");
            CompletableFuture<Integer> body = trickling(
                    api,
                    "POST /v1/token HTTP/1.1\r\nHost: broker\r\nAuthorization: Bearer " + Town.MACHINA_KEY
                            + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n");

            assertThat(header.get(3, TimeUnit.MINUTES)).isLessThan(MOST_BYTES);
            assertThat(body.get(3, TimeUnit.MINUTES)).isLessThan(MOST_BYTES);
            assertThat(parked).isNotDone();
            town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);
        }
    }

    /** Sends a byte every 200 ms until the other side has had enough, and tells how many it took. */
    private static CompletableFuture<Integer> trickling(URI api, String begin) {
        return CompletableFuture.supplyAsync(() -> {
            int taken = 0;
            try (Socket socket = new Socket(api.getHost(), api.getPort())) {
                socket.getOutputStream().write(begin.getBytes(US_ASCII));
                while (taken < MOST_BYTES && socket.getInputStream().available() == 0) {
                    socket.getOutputStream().write('x');
                    taken++;
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                }
            } catch (IOException cutOff) {
                return taken;
            }
            return taken;
        });
    }
}
