package botcreds.broker.slack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.Decisions;
import botcreds.broker.model.Secret;
import com.slack.api.app_backend.SlackSignature.Generator;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

class EventsServletTest {
    private static final String SECRET = "5a6d62782d736c61636b2d73616e64626f";
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final String BODY = "command=%2Fbotcreds&text=help";

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final AtomicBoolean nodesHaveSeen = new AtomicBoolean();
    private final List<String> passed = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private final Decisions decisions = Mockito.mock(Decisions.class);
    private final AuthFailures failures = new AuthFailures(decisions, clock, background);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        HttpServlet bolt = new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
                String body = request.getReader().lines().collect(Collectors.joining("\n"));
                passed.add(request.getQueryString() + " " + body);
                if (body.contains("broken")) {
                    throw new IllegalStateException("quotes " + body);
                }
            }
        };
        EventsServlet events = new EventsServlet(
                new SlackSignature(Secret.of(SECRET), clock),
                new ReplayTable(clock, 1000, digest -> nodesHaveSeen.get()),
                failures,
                () -> bolt);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(events), "/slack/events");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        background.shutdownNow();
    }

    @Test
    void whatSlackSignedGoesThrough() throws Exception {
        assertThat(send(signed(BODY, 0)).statusCode()).isEqualTo(200);
        assertThat(passed).containsExactly("null " + BODY);
    }

    @ParameterizedTest
    @Tag("T-04")
    @ValueSource(longs = {-299, 299})
    void aClockFiveMinutesOffIsAccepted(long skew) throws Exception {
        assertThat(send(signed(BODY, skew)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @Tag("T-04")
    @ValueSource(longs = {-301, 301, 86_400, 315_360_000})
    void aTimestampFurtherOffEitherWayIsNot(long skew) throws Exception {
        assertRefused(send(signed(BODY, skew)));
    }

    @ParameterizedTest
    @Tag("T-04")
    @ValueSource(strings = {"-5", "9223372036854775807", "0x10", "1e9", "", "99999999999999999999"})
    void aTimestampThatIsNoneIsRefusedThoughItIsSigned(String timestamp) throws Exception {
        assertRefused(send(request(BODY)
                .header("X-Slack-Request-Timestamp", timestamp)
                .header("X-Slack-Signature", new Generator(SECRET).generate(timestamp, BODY))));
    }

    @Test
    @Tag("T-02")
    void anySignatureButTheRightOneIsRefused() throws Exception {
        String right = sign(BODY, now(0));
        for (String wrong : List.of(
                right.replace("v0=", "v1="),
                "v0=" + right.substring(3).toUpperCase(Locale.ROOT),
                "v0=zz" + right.substring(5),
                right + "00",
                "v0=" + "0".repeat(64),
                "",
                new Generator("---").generate(now(0), BODY))) {
            assertRefused(send(
                    request(BODY).header("X-Slack-Request-Timestamp", now(0)).header("X-Slack-Signature", wrong)));
        }
        assertRefused(send(request(BODY)));
        assertRefused(send(request(BODY).header("X-Slack-Signature", right)));
    }

    @Test
    @Tag("T-02")
    void twoHeadersOfAKindAreRefusedThoughOneIsRight() throws Exception {
        assertRefused(send(signed(BODY, 0).header("X-Slack-Signature", sign(BODY, now(0)))));
        assertRefused(send(signed(BODY, 0).header("X-Slack-Request-Timestamp", now(0))));
    }

    @Test
    @Tag("T-03")
    void aBodyThatWasTouchedAfterSigningIsRefused() throws Exception {
        String signature = sign("text=a%20b&x=1", now(0));
        for (String touched : List.of("text=a+b&x=1", "x=1&text=a%20b", "text=a%20b&x=2", "text=a%20b&x=1\n")) {
            assertRefused(send(request(touched)
                    .header("X-Slack-Request-Timestamp", now(0))
                    .header("X-Slack-Signature", signature)));
        }
    }

    @Test
    @Tag("T-05")
    void ofAHundredCopiesAtOnceOneGoesThrough() throws Exception {
        ExecutorService many = Executors.newFixedThreadPool(16);
        try {
            HttpRequest copy = signed(BODY, 0).build();
            List<Future<Integer>> answers = new ArrayList<>();
            for (int each = 0; each < 100; each++) {
                answers.add(many.submit(
                        () -> client.send(copy, BodyHandlers.ofString()).statusCode()));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
        } finally {
            many.shutdownNow();
        }
        assertThat(passed).hasSize(1);
    }

    @Test
    @Tag("T-05")
    void aCopyOfWhatAnotherNodeHasSeenIsTakenAndDoesNothing() throws Exception {
        nodesHaveSeen.set(true);
        assertThat(send(signed(BODY, 0)).statusCode()).isEqualTo(200);
        assertThat(passed).isEmpty();
    }

    @ParameterizedTest
    @Tag("T-06")
    @ValueSource(
            strings = {
                "ssl_check=1&payload=%7B%7D",
                "ssl_check=1",
                "{\"type\":\"url_verification\",\"challenge\":\"x\"}",
                "payload=%7Bbroken",
                "payload=[1]",
                ""
            })
    void noKindOfRequestIsExcusedFromASignature(String body) throws Exception {
        assertRefused(send(request(body)));
    }

    @Test
    @Tag("T-06")
    void anOAuthCallbackIsNothingMoreThanAnUnsignedRequest() throws Exception {
        HttpRequest.Builder callback = HttpRequest.newBuilder(URI.create(url() + "?code=x&state=y"));
        assertRefused(send(callback.POST(BodyPublishers.ofString(BODY))));
        assertThat(send(callback.GET()).statusCode()).isEqualTo(405);
        HttpRequest signed = HttpRequest.newBuilder(URI.create(url() + "?code=x&state=y"))
                .POST(BodyPublishers.ofString(BODY))
                .header("X-Slack-Request-Timestamp", now(0))
                .header("X-Slack-Signature", sign(BODY, now(0)))
                .build();
        assertThat(client.send(signed, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        assertThat(passed).containsExactly("null " + BODY);
    }

    @Test
    @Tag("T-07")
    void aBodyOfTenMebibytesIsNotReadAndOneWithoutALengthOnlyToTheLimit() throws Exception {
        assertThat(refusal("Content-Length: " + 10 * 1024 * 1024, 0)).startsWith("HTTP/1.1 413");
        int beyond = EventsServlet.MOST_BYTES + 1;
        assertThat(refusal("Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(beyond), beyond))
                .startsWith("HTTP/1.1 413");
        assertThat(passed).isEmpty();
    }

    /** Sends just so many bytes and reads one line: who writes into a refusal may find the connection closed. */
    private String refusal(String header, int bytes) throws IOException {
        URI address = URI.create(url());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            String begin = "POST " + address.getPath() + " HTTP/1.1\r\nHost: broker\r\n" + header;
            out.write((begin + (bytes == 0 ? "\r\n\r\n" : "\r\n")).getBytes(US_ASCII));
            out.write(new byte[bytes]);
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
        }
    }

    @Test
    void umlautsAndTheLastLineBreakAreVerifiedAsTheyCame() throws Exception {
        String body = "{\"text\":\"Zugänge für Öl 🔐\"}\n";
        assertThat(send(signed(body, 0)).statusCode()).isEqualTo(200);
        assertThat(passed).containsExactly("null " + body.strip());
    }

    @Test
    void whatBoltCannotReadIsA400ThatSaysNothing() throws Exception {
        HttpResponse<String> answer = send(signed("payload=broken", 0));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void onlyPostIsAllowed() throws Exception {
        for (String method : List.of("GET", "PUT", "DELETE", "OPTIONS", "TRACE", "HEAD")) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(url())).method(method, BodyPublishers.noBody());
            assertThat(send(request).statusCode()).as(method).isEqualTo(405);
        }
    }

    @Test
    void aFloodOfForgeriesLeavesOneRowAndACount() throws Exception {
        for (int each = 0; each < 50; each++) {
            send(request(BODY));
        }
        background.submit(() -> {}).get();
        Mockito.verify(decisions, Mockito.times(1)).refused(Mockito.anyString(), Mockito.contains("slack_auth_failed"));
        assertThat(failures.total()).isEqualTo(50);
    }

    private void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
        assertThat(passed).isEmpty();
    }

    private HttpRequest.Builder signed(String body, long skew) {
        return request(body)
                .header("X-Slack-Request-Timestamp", now(skew))
                .header("X-Slack-Signature", sign(body, now(skew)));
    }

    private HttpRequest.Builder request(String body) {
        return HttpRequest.newBuilder(URI.create(url())).POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String url() {
        return "http://127.0.0.1:" + connector.getLocalPort() + "/slack/events";
    }

    private static String now(long skew) {
        return Long.toString(NOW.getEpochSecond() + skew);
    }

    private static String sign(String body, String timestamp) {
        return new Generator(SECRET).generate(timestamp, body);
    }
}
