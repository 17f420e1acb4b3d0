package botcreds.broker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.access.MovableClock;
import botcreds.broker.errands.Announcer;
import botcreds.broker.github.AppGitHub;
import botcreds.broker.github.AppIdentity;
import botcreds.broker.github.AppKey;
import botcreds.broker.github.Endpoint;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Secret;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.RequestView;
import botcreds.broker.store.AuditFilter;
import botcreds.sandbox.github.HostedRepository;
import botcreds.sandbox.github.LedgerEntry;
import botcreds.sandbox.github.Options;
import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.github.SandboxGitHub;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real pushes by the real git, told by real webhooks, and what comes of them. */
class PushWebhookTest {
    private static final String SECRET = "It's a Secret to Everybody";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEMANDING = House.POLICY.replace(
            "owner: U0OWNER", "owner: U0OWNER\n    attribution: {trailer: required, prefix: \"[machina]\"}");
    private static final String GOOD = "[machina] Good\n\nBot: machina-bot";

    @TempDir
    Path directory;

    private final String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final MovableClock clock = new MovableClock();
    private final List<Announcer.Notice> told = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Server server;
    private URI hook;
    private SandboxGitHub sandbox;
    private HostedRepository repository;
    private AppGitHub gitHub;
    private House house;
    private Path work;

    @BeforeEach
    void open() throws Exception {
        server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.open();
        server.addConnector(connector);
        hook = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/github/webhook");
        sandbox = SandboxGitHub.start(
                directory, Options.defaults().withClock(clock).withWebhook(hook, SECRET));
        repository = sandbox.createRepository("myorg/repo-a");
        sandbox.install("myorg", PermissionSet.ofWords("contents:write", "issues:write", "checks:write"));
        AppIdentity app = new AppIdentity(
                Long.toString(sandbox.app().id()),
                AppKey.parse(Secret.of(sandbox.app().privateKeyPem())));
        gitHub = new AppGitHub(Endpoint.of(sandbox.url(), sandbox.url()), app, clock);
        house = new House(directory, database, clock, gitHub);
        house.policy(DEMANDING);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(
                new ServletHolder(new PushWebhook(Secret.of(SECRET), house.access.pushes())), "/github/webhook");
        server.setHandler(context);
        server.start();
        await().atMost(PATIENCE).until(() -> gitHub.botUser().isPresent());
        house.access.start(new Listening());
        work = directory.resolve("work");
        git(directory, "clone", "-q", url(), work.toString());
        git(work, "config", "user.name", "x");
        git(work, "config", "user.email", "x@example.com");
    }

    @AfterEach
    void close() throws Exception {
        server.stop();
        house.close();
        gitHub.close();
        sandbox.close();
    }

    @Test
    void aCommitWithoutItsBotIsAuditedAnnouncedAndFailsItsCheck() throws Exception {
        commit(GOOD);
        commit("Sneaky");
        push("main");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(violations()).hasSize(1));
        assertThat(violations().get(0))
                .contains("no trailer")
                .contains("repo-a")
                .contains("machina-bot");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told)
                        .anySatisfy(notice -> assertThat(notice.headline()).contains("myorg/repo-a")));
        assertThat(checks()).singleElement().satisfies(run -> {
            assertThat(run.path("conclusion").asText()).isEqualTo("failure");
            assertThat(run.path("head_sha").asText()).isEqualTo(head());
            assertThat(run.at("/output/summary").asText()).contains(head().substring(0, 10));
        });
    }

    @Test
    void goodCommitsAreNotSpokenOf() throws Exception {
        commit(GOOD);
        push("main");

        judged(1);
        assertThat(violations()).isEmpty();
        assertThat(checks()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void aGoodCommitOnTopDoesNotWashTheBranchCleanAndAmendingDoes() throws Exception {
        commit("Sneaky");
        push("main");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(checks()).hasSize(1));
        commit(GOOD);
        push("main");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(checks()).hasSize(2));
        assertThat(checks())
                .allSatisfy(run -> assertThat(run.path("conclusion").asText()).isEqualTo("failure"));

        git(work, "reset", "-q", "--hard", "HEAD~2");
        commit(GOOD);
        push("+main");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(checks()).hasSize(3));
        assertThat(checks().get(2).path("conclusion").asText()).isEqualTo("success");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(events(AuditEvent.Type.ATTRIBUTION_MENDED)).hasSize(1));
        commit(GOOD);
        push("main");
        judged(4);
        assertThat(checks()).hasSize(3);
    }

    @Test
    void aSneakyCommitIsNoBetterOnAnotherBranch() throws Exception {
        commit("Sneaky");
        push("main");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(checks()).hasSize(1));
        git(work, "checkout", "-q", "-b", "other", "HEAD~1");
        commit(GOOD);
        push("other");
        judged(2);
        git(work, "merge", "-q", "--no-ff", "-m", GOOD, "main");
        push("other");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(checks()).hasSize(2));
        assertThat(checks().get(1).path("conclusion").asText()).isEqualTo("failure");
    }

    @Test
    void moreCommitsThanGitHubListsAreLookedAtAllTheSame() throws Exception {
        commit("Sneaky");
        for (int at = 0; at < 24; at++) {
            commit(GOOD);
        }
        push("main:topic");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(violations()).hasSize(1));
        assertThat(violations().get(0))
                .contains(git(work, "rev-parse", "HEAD~24").substring(0, 10));
    }

    @Test
    void anotherBotsNameIsAViolation() throws Exception {
        commit("[machina] x\n\nBot: slop-bot");
        push("main");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(violations()).hasSize(1));
        assertThat(violations().get(0)).contains("slop-bot").contains("held no credential");
    }

    @Test
    void tagsAreLookedAtAndDeletionsAreNot() throws Exception {
        git(work, "commit", "-q", "--allow-empty", "-m", "Sneaky");
        git(work, "tag", "-a", "-m", "a tag", "v1");
        push("v1");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(violations()).hasSize(1));
        assertThat(checks().get(0).path("head_sha").asText()).isEqualTo(head());

        push(":v1");
        judged(2);
        assertThat(violations()).hasSize(1);
    }

    @Test
    void withoutADemandNothingIsLookedAt() throws Exception {
        house.policy(House.POLICY);
        commit("Sneaky");
        push("main");

        judged(1);
        assertThat(violations()).isEmpty();
    }

    @Test
    void onlyWhatGitHubSignedIsTakenInAndOnlyOnce() throws Exception {
        byte[] body = """
                {"ref": "refs/heads/main", "before": "%1$s", "after": "%2$s", "forced": false, "installation": {"id": 1},
                 "repository": {"id": %3$d, "full_name": "myorg/repo-a"}, "sender": {"login": "%4$s"},
                 "commits": [{"id": "%2$s", "distinct": true, "message": "Sneaky"}]}
                """.formatted(
                "0".repeat(40), "a".repeat(40), repository.id(), sandbox.app().botLogin()).getBytes(
                StandardCharsets.UTF_8);

        assertThat(post(body, "sha256=" + "0".repeat(64), "d-1")).isEqualTo(401);
        assertThat(post(body, signature(body).substring(7), "d-1")).isEqualTo(401);
        assertThat(post(body, "", "d-1")).isEqualTo(401);
        byte[] other = new String(body, StandardCharsets.UTF_8)
                .replace("Sneaky", "Sneakz")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(post(other, signature(body), "d-1")).isEqualTo(401);
        assertThat(post("{}".getBytes(StandardCharsets.UTF_8), signature("{}".getBytes(StandardCharsets.UTF_8)), "d-1"))
                .isEqualTo(400);
        assertThat(announced(PushWebhook.MOST_BYTES + 1)).startsWith("HTTP/1.1 413");
        assertThat(violations()).isEmpty();

        assertThat(post(body, signature(body), "d-1")).isEqualTo(202);
        assertThat(post(body, signature(body), "d-1")).isEqualTo(202);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(violations()).hasSize(1));
        judged(1);
        assertThat(post(body, signature(body), "d-1")).isEqualTo(202);
        assertThat(house.store.<Integer>read(tx -> tx.pushes().due(tx.now(), 9).size()))
                .isZero();
        assertThat(violations()).hasSize(1);
    }

    /** Announces a body and sends nothing of it: who writes into a refusal may find the connection closed. */
    private String announced(long bytes) throws Exception {
        try (Socket socket = new Socket(hook.getHost(), hook.getPort())) {
            socket.getOutputStream()
                    .write(("POST " + hook.getPath() + " HTTP/1.1\r\nHost: broker\r\nContent-Length: " + bytes
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private int post(byte[] body, String signature, String delivery) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(hook)
                .header("X-GitHub-Event", "push")
                .header("X-GitHub-Delivery", delivery)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!signature.isEmpty()) {
            request.header("X-Hub-Signature-256", signature);
        }
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static String signature(byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    }

    private void commit(String message) throws Exception {
        git(work, "commit", "-q", "--allow-empty", "-m", message);
    }

    private void push(String refspec) throws Exception {
        git(work, "push", "-q", url(), refspec);
    }

    private String head() throws Exception {
        return git(work, "rev-parse", "HEAD").strip();
    }

    private String url() {
        Answer answer = house.request(House.MACHINA, House.ask("myorg/repo-a", "contents:write"));
        String token = ((Answer.Issued) answer).secret().reveal();
        return "http://x-access-token:" + token + "@" + sandbox.url().getAuthority() + "/myorg/repo-a.git";
    }

    /** Waits until this many pushes have come and none of them waits any more. */
    private void judged(int pushes) {
        await().atMost(PATIENCE).until(() -> {
            try (Connection connection = DriverManager.getConnection(database);
                    ResultSet row = connection
                            .createStatement()
                            .executeQuery("SELECT COUNT(*) FROM push WHERE due_at IS NULL")) {
                return row.next() && row.getInt(1) == pushes;
            }
        });
    }

    private List<String> violations() {
        return events(AuditEvent.Type.ATTRIBUTION_VIOLATED);
    }

    private List<String> events(AuditEvent.Type type) {
        return house.store.read(tx -> tx.audit().latest(AuditFilter.newest(50).event(type))).stream()
                .map(AuditEvent.Recorded::json)
                .toList();
    }

    private List<JsonNode> checks() {
        return sandbox.ledger().entries().stream()
                .filter(each -> each.path().endsWith("/check-runs") && each.status() == 201)
                .map(LedgerEntry::body)
                .map(StrictJson::readOwn)
                .toList();
    }

    private static String git(Path where, String... arguments) throws Exception {
        Path log = Files.createTempFile("git", ".log");
        ProcessBuilder builder = new ProcessBuilder("git");
        builder.command().addAll(List.of(arguments));
        builder.directory(where.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        int code = builder.start().waitFor();
        String text = Files.readString(log);
        Files.delete(log);
        assertThat(code).as(text).isZero();
        return text;
    }

    /** A Slack that only listens. */
    private final class Listening implements Announcer {
        @Override
        public Delivery show(List<RequestView> views, Optional<CardRef> card) {
            return new Delivered(new CardRef("C0APPROVALS", "1.0"));
        }

        @Override
        public boolean fits(List<RequestView> views) {
            return true;
        }

        @Override
        public Delivery reply(Reply reply, CardRef card) {
            return new Delivered(card);
        }

        @Override
        public Delivery tell(Notice notice) {
            told.add(notice);
            return new Delivered(new CardRef(notice.channel(), "2.0"));
        }
    }
}
