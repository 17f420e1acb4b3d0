package botcreds.broker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.client.AccessDenied;
import botcreds.client.Ask;
import botcreds.client.BrokerClient;
import botcreds.client.BrokerClientBuilder;
import botcreds.client.CredentialRevoked;
import botcreds.client.Credentials;
import botcreds.client.Identity;
import botcreds.client.InvalidRequest;
import botcreds.client.NotAuthenticated;
import botcreds.client.NotRefreshable;
import botcreds.client.PolicyDenied;
import botcreds.client.RequestCancelled;
import botcreds.client.RequestExpired;
import botcreds.client.RequestNotFound;
import botcreds.client.Session;
import botcreds.client.StillPending;
import botcreds.client.Verdict;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client and the real API, so that neither can drift from the other. */
class ClientAgainstTheBrokerTest {
    private static final Ask ALLOWED = Ask.of("myorg/repo-a", "Fixing bug #123", "contents:write");
    private static final Ask TO_ASK = Ask.of("myorg/other", "Fixing bug #123", "contents:write");

    @TempDir
    Path directory;

    private ApiServer api;
    private BrokerClient client;

    @BeforeEach
    void start() throws Exception {
        api = new ApiServer(directory);
        client = as(ApiServer.MACHINA);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    private BrokerClient as(String key) {
        return at(api.port()).apiKey(key).build();
    }

    private BrokerClientBuilder at(int port) {
        return BrokerClient.at("http://127.0.0.1:" + port).clock(api.house.clock);
    }

    private CompletableFuture<Credentials> waiting() {
        CompletableFuture<Credentials> answer = CompletableFuture.supplyAsync(() -> client.getCredentials(TO_ASK));
        await().atMost(Duration.ofSeconds(30)).until(() -> api.parked.count() == 1);
        return answer;
    }

    private void decide(String verb, String body) throws Exception {
        JsonNode pending = ApiServer.json(
                api.send(api.as(ApiServer.ADMIN, "/v1/requests?state=pending").build()));
        String id = pending.at("/requests/0/request_id").asText();
        assertThat(api.send(api.post(ApiServer.ADMIN, "/v1/requests/" + id + "/" + verb, body))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatPolicyAllowsComesAtOnce() {
        Credentials credentials = client.getCredentials(ALLOWED.withTtl(Duration.ofMinutes(30)));

        assertThat(credentials.token().reveal()).startsWith("ghs_");
        assertThat(credentials.approval()).isEqualTo("auto");
        assertThat(credentials.expiresAt()).isEqualTo(api.house.clock.instant().plus(Duration.ofMinutes(30)));
        assertThat(credentials.repos()).containsExactly("myorg/repo-a");
        assertThat(credentials.permissions()).containsExactly("contents:write");
        assertThat(credentials.cloneUrl()).contains(credentials.token().reveal(), "github.com/myorg/repo-a.git");
        assertThat(credentials.attribution().trailer()).isEqualTo("Bot: machina-bot");
    }

    @Test
    void theTokenComesWhileTheClientWaitsWhenAHumanSaysYes() throws Exception {
        CompletableFuture<Credentials> answer = waiting();

        decide("approve", "{}");

        assertThat(answer.get(30, TimeUnit.SECONDS).approval()).isEqualTo("manual");
        assertThat(api.house.gitHub.mints).hasSize(1);
    }

    @Test
    void aHumansNoArrivesWithItsReason() throws Exception {
        CompletableFuture<Credentials> answer = waiting();

        decide("deny", "{\"reason\": \"use the fork\"}");

        ExecutionException outcome =
                catchThrowableOfType(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
        assertThat(outcome).cause().isInstanceOfSatisfying(AccessDenied.class, denied -> {
            assertThat(denied.code()).isEqualTo("approval_denied");
            assertThat(denied.reason()).contains("use the fork");
            assertThat(denied.hint()).isNotBlank();
            assertThat(denied.requestId()).isPresent();
        });
    }

    @Test
    void whatNobodyDecidesCanBeCollectedLaterUntilItExpires() {
        StillPending pending =
                catchThrowableOfType(StillPending.class, () -> client.getCredentials(TO_ASK, Duration.ZERO));
        String id = pending.requestId().orElseThrow();
        assertThatThrownBy(() -> client.collect(id, Duration.ofSeconds(1))).isInstanceOf(StillPending.class);

        api.house.clock.advance(Duration.ofHours(25));

        assertThatThrownBy(() -> client.collect(id, Duration.ofMinutes(1))).isInstanceOf(RequestExpired.class);
        assertThatThrownBy(() -> as(ApiServer.SLOP).collect(id, Duration.ZERO)).isInstanceOf(RequestNotFound.class);
    }

    @Test
    void eachNoOfTheBrokerIsItsOwn() {
        Ask denied = Ask.of("myorg/infrastructure", "Just looking", "contents:read");

        assertThatThrownBy(() -> client.getCredentials(denied))
                .isInstanceOfSatisfying(
                        PolicyDenied.class, no -> assertThat(no.rule()).isPresent());
        assertThatThrownBy(() -> client.getCredentials(Ask.of("nonsense", "Why", "x:read")))
                .isInstanceOfSatisfying(
                        InvalidRequest.class, no -> assertThat(no.errors()).hasSize(2));
        assertThatThrownBy(() -> as("bcb_wrong").getCredentials(ALLOWED)).isInstanceOf(NotAuthenticated.class);
        assertThatThrownBy(() -> as("bcb_wrong").whoami()).isInstanceOf(NotAuthenticated.class);
    }

    @Test
    @Tag("T-33")
    void anAskWhoseAnswerIsLostIsSentAgainAndMintsOnce() throws Exception {
        try (LosesTheFirstAnswer between = new LosesTheFirstAnswer(api.port())) {
            Credentials credentials =
                    at(between.port()).apiKey(ApiServer.MACHINA).build().getCredentials(ALLOWED);

            assertThat(credentials.token().reveal()).startsWith("ghs_");
            assertThat(between.connections).hasValue(2);
        }
        assertThat(api.house.gitHub.mints).hasSize(1);
    }

    @Test
    @Tag("T-35")
    void whatIsReleasedIsOverForGood() {
        Credentials issued = client.getCredentials(ALLOWED);
        assertThat(client.release(issued)).isTrue();
        assertThat(client.release(issued)).isTrue();
        assertThat(api.house.gitHub.revoked).hasSize(1);
        assertThatThrownBy(() -> client.collect(issued.requestId(), Duration.ZERO))
                .isInstanceOf(CredentialRevoked.class);

        StillPending pending =
                catchThrowableOfType(StillPending.class, () -> client.getCredentials(TO_ASK, Duration.ZERO));
        String id = pending.requestId().orElseThrow();
        assertThat(client.release(id)).isTrue();
        assertThatThrownBy(() -> client.collect(id, Duration.ZERO)).isInstanceOf(RequestCancelled.class);
    }

    @Test
    void aSessionsTokenIsAlwaysFreshAndItsEndRevokes() {
        try (Session session = client.openSession(ALLOWED.withTtl(Duration.ofHours(7)))) {
            String first = session.token().reveal();
            api.house.clock.advance(Duration.ofMinutes(49));
            assertThat(session.token().reveal()).isEqualTo(first);

            api.house.clock.advance(Duration.ofMinutes(2));
            assertThat(session.token().reveal()).isNotEqualTo(first);
            assertThat(session.credentials().expiresAt())
                    .isEqualTo(api.house.clock.instant().plus(Duration.ofHours(1)));
        }
        assertThat(api.house.gitHub.revoked).isNotEmpty();
    }

    @Test
    void aJobOfSeventyFiveMinutesNeverShowsGitHubADeadToken() {
        try (Session session = client.openSession(ALLOWED.withTtl(Duration.ofHours(2)))) {
            Set<String> tokens = new HashSet<>();
            for (int minute = 0; minute < 75; minute++) {
                Credentials now = session.credentials();
                assertThat(now.expiresAt()).isAfter(api.house.clock.instant().plus(Duration.ofMinutes(1)));
                tokens.add(now.token().reveal());
                api.house.clock.advance(Duration.ofMinutes(1));
            }
            assertThat(tokens).hasSize(2);
        }
    }

    @Test
    void aPlainTokenIsAskedForAnewUnlessItsAskIsNotKnown() {
        Credentials plain = client.getCredentials(ALLOWED);
        assertThat(client.refresh(plain).token().reveal())
                .isNotEqualTo(plain.token().reveal());

        Credentials collected = client.collect(plain.requestId(), Duration.ZERO);
        assertThatThrownBy(() -> client.refresh(collected)).isInstanceOf(NotRefreshable.class);
    }

    @Test
    void whatPolicyWouldSayIsToldWithoutAsking() {
        assertThat(client.can("myorg/repo-a", "contents:write", "issues:read").decision())
                .isEqualTo(Verdict.Decision.AUTO_APPROVE);
        assertThat(client.can("myorg/infrastructure", "contents:read").decision())
                .isEqualTo(Verdict.Decision.DENY);
        assertThat(client.can("myorg/other", "contents:read").decision()).isEqualTo(Verdict.Decision.REQUIRES_APPROVAL);
        assertThat(client.whoami()).isEqualTo(new Identity(House.MACHINA.bot().value(), "127.0.0.1"));
    }

    /** Passes the first call on, waits until the broker has answered, and breaks the line; later ones go through whole. */
    private static final class LosesTheFirstAnswer implements AutoCloseable {
        final AtomicInteger connections = new AtomicInteger();
        private final ServerSocket door = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());

        LosesTheFirstAnswer(int brokerPort) throws IOException {
            Thread thread = new Thread(() -> pass(brokerPort));
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return door.getLocalPort();
        }

        private void pass(int brokerPort) {
            while (!door.isClosed()) {
                try (Socket bot = door.accept();
                        Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort)) {
                    boolean first = connections.incrementAndGet() == 1;
                    broker.getOutputStream().write(call(bot));
                    byte[] answer = new byte[64 * 1024];
                    int length = broker.getInputStream().read(answer);
                    if (!first && length > 0) {
                        bot.getOutputStream().write(answer, 0, length);
                    }
                } catch (IOException over) {
                    // The test has closed the door, or the client this line; the client's outcome tells which.
                }
            }
        }

        /** Reads to the end of the body, which in this test is the first closing brace. */
        private static byte[] call(Socket bot) throws IOException {
            ByteArrayOutputStream call = new ByteArrayOutputStream();
            int next = 0;
            while (next != '}' && next >= 0) {
                next = bot.getInputStream().read();
                call.write(next);
            }
            return call.toByteArray();
        }

        @Override
        public void close() throws IOException {
            door.close();
        }
    }
}
