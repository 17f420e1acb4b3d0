package botcreds.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code botcreds log} at a broker that stops searching before it has looked at all. */
class LogSearchTest {
    private static final long WALKED = 20_000;
    private static final Pattern BEFORE = Pattern.compile("[?&]before=([0-9]+)");

    @TempDir
    Path home;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch wentOn = new CountDownLatch(1);
    private HttpServer broker;
    private Typed typed;
    private long rows;
    private long fits;

    @BeforeEach
    void start() throws IOException {
        broker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        broker.createContext("/v1/audit", this::search);
        broker.start();
        typed = new Typed(home)
                .with("BOTCREDS_URL", "http://127.0.0.1:" + broker.getAddress().getPort())
                .with("BOTCREDS_TOKEN", "a-token-of-a-human");
    }

    @AfterEach
    void stop() {
        broker.stop(0);
    }

    @Test
    void itGoesOnByItselfUntilAllWasSearched() {
        rows = 30 * WALKED;
        fits = 11;
        typed.terminal = true;
        assertThat(typed.run("log", "--bot=b", "--event=credential_denied")).isZero();
        assertThat(typed.out()).contains("credential_denied");
        assertThat(asked).hasSize(30);
        assertThat(typed.err().lines())
                .containsExactly(
                        "Searched back to 2026-02-17T14:00:00Z so far, and going on.",
                        "Searched back to 2026-02-17T14:00:00Z so far, and going on.");
    }

    @Test
    void aProgramGetsOneListAndNoWords() {
        rows = 12 * WALKED;
        fits = 11;
        assertThat(typed.run("log", "--bot=b", "--event=credential_denied", "-o", "ids"))
                .isZero();
        assertThat(typed.out()).isEqualTo("11\n");
        assertThat(typed.err()).isEmpty();
    }

    @Test
    void itStopsAfterAHundredAnswersAndSaysHowToGoOn() {
        rows = 150 * WALKED;
        fits = 11;
        assertThat(typed.run("log", "--bot=b", "--event=credential_denied", "-o", "ids"))
                .isZero();
        assertThat(typed.out()).isEmpty();
        assertThat(asked).hasSize(100);
        assertThat(typed.err())
                .contains("in 100 answers of the broker, and stopped")
                .contains("add --before=1000001.");

        asked.clear();
        assertThat(typed.run("log", "--bot=b", "--event=credential_denied", "-o", "ids", "--before=1000001"))
                .isZero();
        assertThat(typed.out()).isEqualTo("11\n");
        assertThat(asked).hasSize(50);
    }

    @Test
    void itStopsWhenItHasEnough() {
        rows = 3 * WALKED;
        fits = 2 * WALKED + 5;
        assertThat(typed.run("log", "--bot=b", "--event=credential_denied", "-o", "ids", "--limit=1"))
                .isZero();
        assertThat(typed.out()).isEqualTo("40005\n");
        assertThat(asked).hasSize(1);
        assertThat(typed.err()).contains("for older ones add --before=40005");
    }

    @Test
    void whoFollowsGoesOnWhereTheBrokerStopped() throws Exception {
        rows = 5;
        fits = 5;
        Thread following =
                new Thread(() -> typed.run("log", "--bot=b", "--event=credential_denied", "-o", "ids", "-f"));
        following.setDaemon(true);
        following.start();
        try {
            assertThat(wentOn.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            following.interrupt();
            following.join(TimeUnit.SECONDS.toMillis(30));
        }
        assertThat(typed.out()).isEqualTo("5\n");
        assertThat(asked).anySatisfy(query -> assertThat(query).contains("&after=5&"));
    }

    /** One row of all fits; each answer looks at some of them. */
    private void search(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().toString();
        asked.add(query);
        if (query.contains("&after=")) {
            boolean second = query.contains("&after=20005&");
            if (second) {
                wentOn.countDown();
            }
            answer(
                    exchange,
                    second
                            ? "{\"events\": []}"
                            : "{\"events\": [], \"next_after\": 20005, \"searched_to\": \"2026-02-17T14:00:00Z\"}");
            return;
        }
        Matcher before = BEFORE.matcher(query);
        long end = before.find() ? Long.parseLong(before.group(1)) : rows + 1;
        long begin = Math.max(1, end - WALKED);
        boolean found = begin <= fits && fits < end;
        String events = found
                ? "{\"seq\": " + fits + ", \"timestamp\": \"2026-02-17T14:00:00Z\", \"event\": \"credential_denied\"}"
                : "";
        boolean full = found && query.contains("limit=1&");
        String more = full
                ? ", \"next_before\": " + fits
                : begin == 1 ? "" : ", \"next_before\": " + begin + ", \"searched_to\": \"2026-02-17T14:00:00Z\"";
        answer(exchange, "{\"events\": [" + events + "]" + more + "}");
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
