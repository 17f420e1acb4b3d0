package botcreds.broker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.settings.ListenAddress;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A refusal that does not wait for the body reaches the client all the same. */
class LateBodiesTest {
    private static final int LIMIT = 64 * 1024;
    private static final int PIECE = 1024;
    private static final long BETWEEN_PIECES_NANOS = 1_000_000;
    private static final int PATIENCE_MILLIS = 60_000;

    private final WebServer web = new WebServer();
    private final AtomicInteger refused = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        web.site("api", new ListenAddress("127.0.0.1", 0), LIMIT).add("/*", new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) {
                refused.incrementAndGet();
                response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            }
        });
        web.start();
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void aBodySentAfterTheRefusalIsTakenAndNotReset() throws Exception {
        try (Socket socket = connect()) {
            BufferedReader answers = ask(socket, LIMIT);
            assertThat(header(answers)).startsWith("HTTP/1.1 401");
            for (int sent = 0; sent < LIMIT; sent += PIECE) {
                socket.getOutputStream().write(new byte[PIECE]);
                LockSupport.parkNanos(BETWEEN_PIECES_NANOS);
            }
            ask(socket, 0);
            assertThat(header(answers)).startsWith("HTTP/1.1 401");
        }
        assertThat(refused).hasValue(2);
    }

    @Test
    void aBodyThatNeverComesHoldsNobodyElseUp() throws Exception {
        try (Socket silent = connect();
                Socket other = connect()) {
            BufferedReader never = ask(silent, LIMIT);
            assertThat(header(never)).startsWith("HTTP/1.1 401");
            assertThat(header(ask(other, 0))).startsWith("HTTP/1.1 401");
            assertThat(never.read()).as("closed when nothing has come for long").isNegative();
        }
    }

    @Test
    void moreThanTheLimitIsRefusedUnread() throws Exception {
        try (Socket socket = connect()) {
            assertThat(header(ask(socket, LIMIT + 1))).startsWith("HTTP/1.1 413");
        }
        assertThat(refused).hasValue(0);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", web.port("api"));
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static String header(BufferedReader answers) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String line = answers.readLine(); line != null && !line.isEmpty(); line = answers.readLine()) {
            lines.append(line).append('\n');
        }
        return lines.toString();
    }

    /** Sends a header that announces so many bytes, and none of them. */
    private static BufferedReader ask(Socket socket, int bytes) throws IOException {
        socket.getOutputStream()
                .write(("POST /v1/token HTTP/1.1\r\nHost: broker\r\nContent-Length: " + bytes + "\r\n\r\n")
                        .getBytes(US_ASCII));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    }
}
