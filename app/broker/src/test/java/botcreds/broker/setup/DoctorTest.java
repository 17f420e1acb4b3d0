package botcreds.broker.setup;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Told;
import botcreds.broker.store.SealKeys;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreConfig;
import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.slack.Channel;
import botcreds.sandbox.slack.Fault;
import botcreds.sandbox.slack.Options;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every fault is there for real, and what the doctor says of it is what somebody would act on. */
class DoctorTest {
    @TempDir
    Path folder;

    private Site site;
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    @BeforeEach
    void build() throws IOException {
        site = new Site(folder);
        site.install();
    }

    @AfterEach
    void tearDown() {
        site.close();
    }

    private String diagnosis(int exitCode) {
        assertThat(site.run(terminal, "doctor")).as(terminal.screen()).isEqualTo(exitCode);
        return terminal.screen();
    }

    /** Expects one failure, and returns what stands there of it and of its mending. */
    private void expectFailure(String says, String fix) {
        String screen = diagnosis(1);
        assertThat(screen).contains(says).contains("-> ").contains(fix).contains("1 failed");
    }

    private void expectWarning(String says, String fix) {
        assertThat(diagnosis(0)).contains(says).contains(fix).contains("0 failed, 1 to look at");
    }

    @Test
    void withNothingWrongEverythingIsWell() {
        assertThat(diagnosis(0))
                .contains("0 failed, 0 to look at")
                .contains("botcreds-sandbox (id 123456) signs in")
                .contains("installed on myorg")
                .contains("signed in to Sandbox Inc as botcreds")
                .contains("the app is in #approvals")
                .contains("group S0ONCALL has 2 members")
                .contains("bob@example.com is Bob");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() throws IOException {
        site.settings.remove("SLACK_SIGNING_SECRET");
        site.settings.put("GITHUB_APP_ID", "77");
        site.settings.put("SLACK_BOT_TOKEN", "xoxb-wrong");
        Files.writeString(site.policy(), "approvers: [U012ALICE]\nchanel: C0\n");

        assertThat(diagnosis(1))
                .contains("SLACK_SIGNING_SECRET: not set")
                .contains("GitHub knows no App with this id; check GITHUB_APP_ID")
                .contains("SLACK_BOT_TOKEN does not sign in")
                .contains("line 2: ")
                .contains("BOTCREDS_API_LISTEN: ")
                .contains("database");
    }

    @Test
    void anAppThatIsInstalledNowhereGetsTheLinkToInstallIt() {
        site.gitHub.installations().uninstall(50_000_001);

        expectFailure("the App is installed nowhere", site.gitHub.url() + "/apps/botcreds-sandbox/installations/new");
    }

    @Test
    void aSuspendedInstallationIsNamed() {
        site.gitHub.installations().suspend(50_000_001);

        expectFailure("the App is suspended on myorg", "/settings/installations/50000001");
    }

    @Test
    void aPermissionThatWasNotAcceptedIsNamed() {
        site.gitHub.installations().grant(50_000_001, PermissionSet.ofWords("contents:write"));

        expectWarning("issues:write", "an owner accepts it at ");
    }

    @Test
    void aPolicyThatGivesWhatTheAppLacksIsNamed() throws IOException {
        Files.writeString(site.policy(), Site.POLICY.replace("contents:write", "deployments:write, contents:write"));

        expectWarning("the policy approves what the App itself lacks: deployments:write", "/permissions");
    }

    @Test
    void aClockThatIsOffIsNamed() {
        site.gitHub.clock().skew(Duration.ofMinutes(5));

        expectFailure(" s ahead of ours", "timedatectl set-ntp true");
    }

    @Test
    void aWebhookThatLeadsElsewhereIsNamed() {
        site.settings.put("BOTCREDS_GITHUB_WEBHOOK_SECRET", "a-secret-of-the-webhook");
        site.gitHub.appSettings().subscribe(Set.of());
        site.gitHub.appSettings().sendWebhooksTo("https://elsewhere.example.com/hook", "form", false);

        assertThat(diagnosis(1))
                .contains("the App is told of no pushes")
                .contains("its address is https://elsewhere.example.com/hook")
                .contains("content type is not application/json")
                .contains("it has no secret");
    }

    @Test
    void aGitHubThatIsNotThereIsSaidWithinItsDeadline() {
        site.gitHub.close();

        assertThat(diagnosis(1)).contains("GitHub cannot be reached").contains("signed in to Sandbox Inc");
    }

    @Test
    void aMissingScopeIsNamed() {
        site.slack.directory().scopes("chat:write,commands,users:read,users:read.email,channels:read,groups:read");

        expectFailure("the app lacks usergroups:read", "slack-manifest.yml");
    }

    @Test
    void aChannelWithoutTheAppIsNamed() throws IOException {
        Files.writeString(site.policy(), Site.POLICY.replace("C0APPROVALS", Options.NOT_JOINED));

        expectFailure("the app is not in #random", "/invite @botcreds");
    }

    @Test
    void aChannelThatIsSharedIsNamed() {
        site.slack.directory().put(Channel.named("C0APPROVALS", "approvals").asShared());

        expectFailure("#approvals (C0APPROVALS) is shared with another organization", "name another channel");
    }

    @Test
    void aChannelThatIsNotThereIsNamed() throws IOException {
        Files.writeString(site.policy(), Site.POLICY.replace("C0APPROVALS", "C0GONE"));

        expectFailure("C0GONE is not there for the app", "invite the app with /invite");
    }

    @Test
    void anApproverWhoIsAGuestIsNamed() throws IOException {
        Files.writeString(site.policy(), Site.POLICY.replace("U012ALICE", Options.GUEST));

        expectFailure(Options.GUEST, "name somebody else in the policy");
    }

    @Test
    void anApproverWhomNobodyKnowsIsNamed() throws IOException {
        Files.writeString(site.policy(), Site.POLICY.replace("U012ALICE", "U0NOBODY"));

        expectFailure("U0NOBODY is not found: Slack says user_not_found", "Copy member ID");
    }

    @Test
    void aSlackThatHangsUpIsSaidAndTheRestGoesOn() {
        site.slack.faults().next(1, Fault.drop().on("auth.test"));

        expectFailure("SLACK_BOT_TOKEN does not sign in", "Slack says unreachable");
    }

    @Test
    void anAppTokenThatOpensNothingIsNamed() {
        site.settings.put("SLACK_APP_TOKEN", "xapp-wrong");

        expectFailure("SLACK_APP_TOKEN does not open Socket Mode", "connections:write");
    }

    @Test
    void aPortThatSomebodyElseHasIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            site.settings.put("BOTCREDS_API_LISTEN", "127.0.0.1:" + taken.getLocalPort());

            expectFailure("127.0.0.1:" + taken.getLocalPort() + " is taken by another program", "ss -ltnp");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        site.settings.put("BOTCREDS_OPS_LISTEN", "192.0.2.7:9090");

        expectFailure("192.0.2.7 is no address of this machine", "0.0.0.0");
    }

    @Test
    void theDatabaseOfABrokerThatRunsIsAskedForThroughIt() throws IOException {
        HttpServer broker = broker("database: ok\nok\n");
        try (FileChannel held = databaseHeld()) {
            assertThat(held.isOpen()).isTrue();
            assertThat(diagnosis(1)).contains("is in use by the broker that runs, which can write to it");
        } finally {
            broker.stop(0);
        }
    }

    @Test
    void aBrokerThatCannotWriteIsBelieved() throws IOException {
        HttpServer broker = broker("database: cannot be written; nothing is issued until it can\nnot ready\n");
        try (FileChannel held = databaseHeld()) {
            assertThat(held.isOpen()).isTrue();
            assertThat(diagnosis(1))
                    .contains("says: database: cannot be written")
                    .contains("full disk");
        } finally {
            broker.stop(0);
        }
    }

    @Test
    void aDatabaseThatAnotherProcessHasIsNamed() throws IOException {
        try (FileChannel held = databaseHeld()) {
            assertThat(held.isOpen()).isTrue();
            expectFailure("is in use by another process, and no broker answers", "stop that process");
        }
    }

    @Test
    void aSchemaOfTheFutureIsNamed() throws Exception {
        store().close();
        try (var connection = DriverManager.getConnection(
                        "jdbc:h2:file:" + site.settings.get("BOTCREDS_DATA") + "/botcreds");
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO \"flyway_schema_history\" VALUES"
                    + " (900, '900', 'later', 'SQL', 'V900__later.sql', 1, 'me', CURRENT_TIMESTAMP, 1, TRUE)");
        }

        expectFailure("has a schema that this version does not know", "start the newer version");
    }

    @Test
    void aDatabaseThatIsGoneIsNamed() throws IOException {
        site.settings.put(
                "BOTCREDS_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + Site.freePort() + "/b?password=hidden");

        assertThat(diagnosis(1))
                .contains("PostgreSQL cannot be opened (SQLSTATE 08001)")
                .doesNotContain("hidden");
    }

    @Test
    void aLostSealKeyIsNamed() throws IOException {
        store().close();
        Files.delete(Path.of(site.settings.get("BOTCREDS_DATA"), "seal.key"));

        expectFailure("what was sealed with it cannot be opened", "put it back from the backup");
    }

    @Test
    @Tag("T-92")
    void filesThatOthersMayReadAreNamed() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, site.slack.options().botToken());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        site.settings.remove("SLACK_BOT_TOKEN");
        site.settings.put("SLACK_BOT_TOKEN_FILE", file.toString());

        expectFailure("SLACK_BOT_TOKEN_FILE: " + file, "chmod");
    }

    @Test
    void aCertificateThatEndsSoonAndOneThatIsWrongAreNamed() throws IOException {
        site.settings.put("BOTCREDS_TLS_CERT", touched("tls.crt").toString());
        site.settings.put("BOTCREDS_TLS_KEY", touched("tls.key").toString());
        site.certificate = Told.of(Site.CLOCK.instant().plusSeconds(86_400));

        assertThat(diagnosis(0)).contains("the certificate ends on ");

        site.certificate = Told.not("BOTCREDS_TLS_KEY: tls.key is not the key of the certificate");
        assertThat(diagnosis(1)).contains("is not the key of the certificate");
    }

    @Test
    void aTailscaledThatIsNoneIsNamed() throws IOException {
        site.settings.put(
                "BOTCREDS_TAILSCALE_SOCKET", touched("tailscaled.sock").toString());

        assertThat(diagnosis(1))
                .contains("tailscaled does not take connections")
                .contains("start tailscaled");
    }

    @Test
    void aMailServerThatIsNoneIsNamed() {
        site.settings.put(
                "BOTCREDS_SMTP_URL",
                "smtp://user:hidden@127.0.0.1:" + site.gitHub.url().getPort());
        site.settings.put("BOTCREDS_MAIL_FROM", "broker@example.com");

        assertThat(diagnosis(1)).contains("no mail server").doesNotContain("hidden");
    }

    @Test
    void aPolicyThatDemandsAttributionNeedsTheWebhook() throws IOException {
        Files.writeString(
                site.policy(), Site.POLICY + "defaults: {requires_approval: true, attribution: {trailer: required}}\n");

        expectFailure("the policy demands attribution", "BOTCREDS_GITHUB_WEBHOOK_SECRET");
    }

    @Test
    @Tag("T-90")
    void aProgramReadsTheSameAndNoSecretIsInIt() throws IOException {
        assertThat(site.run(terminal, "doctor", "-o", "json")).isZero();

        JsonNode read = new ObjectMapper().readTree(terminal.screen());
        assertThat(read.path("ok").asBoolean()).isTrue();
        assertThat(read.path("checks").findValuesAsText("result")).containsOnly("ok");
        assertThat(terminal.screen())
                .doesNotContain(
                        site.slack.options().botToken(), site.slack.options().signingSecret())
                .doesNotContain("PRIVATE KEY-----");
    }

    private Path touched(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "nothing");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private Store store() {
        Path data = Path.of(site.settings.get("BOTCREDS_DATA"));
        return Store.open(
                StoreConfig.of("jdbc:h2:file:" + data.resolve("botcreds")),
                Site.CLOCK,
                SealKeys.readOrCreate(data.resolve("seal.key")));
    }

    /** A database whose file is locked, as it is by another process. In this one H2 would share it. */
    private FileChannel databaseHeld() throws IOException {
        store().close();
        Path file = Path.of(site.settings.get("BOTCREDS_DATA"), "botcreds.mv.db");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        channel.lock();
        return channel;
    }

    /** What a broker's listener for health says; the other two listeners are closed, which the doctor also tells. */
    private HttpServer broker(String readiness) throws IOException {
        int port = Integer.parseInt(
                List.of(site.settings.get("BOTCREDS_OPS_LISTEN").split(":")).get(1));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
        server.createContext("/readyz", exchange -> {
            byte[] body = readiness.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }
}
