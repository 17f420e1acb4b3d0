package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and secrets exchanged while the packaged broker runs, by nothing but the steps in operations.md. */
final class KeyRotationIT {
    private static final String REFUSED = "The changed key of the GitHub App was refused";

    @TempDir
    Path parent;

    private Town town;
    private Path keyFile;
    private String old;

    @BeforeEach
    void open() throws IOException {
        town = new Town(parent);
        old = town.gitHub.app().privateKeyPem();
        keyFile = parent.resolve("app.pem");
        put(keyFile, old, "rw-------");
        town.settings.remove("GITHUB_APP_PRIVATE_KEY");
        town.settings.put("GITHUB_APP_PRIVATE_KEY_FILE", keyFile.toString());
    }

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    @Tag("T-93")
    void noRequestFailsWhileTheAppsKeyIsExchangedUnderLoad() throws Exception {
        BrokerProcess broker = town.startBroker();
        try (Load load = new Load(town.machina)) {
            load.awaitMore();
            String fresh = town.gitHub.generateKey();
            put(keyFile, fresh + old, "rw-------");
            await(() -> broker.output().contains("keys have changed"));
            load.awaitMore();
            town.gitHub.deleteKey(old);
            load.awaitMore();
            put(keyFile, fresh, "rw-------");
            await(() -> town.metric("botcreds_app_keys").equals("1.0"));
            load.awaitMore();

            load.end();
            assertThat(load.failed).isEmpty();
            assertThat(town.metric("botcreds_app_key_place")).isEqualTo("1.0");
            assertThat(town.admin
                            .send("GET", "/v1/audit?since=1h&event=app_keys_changed", "")
                            .text())
                    .contains("\"event\":\"app_keys_changed\"");
            assertThat(broker.printed()).doesNotContain(body(old)).doesNotContain(body(fresh));
        }
    }

    @Test
    @Tag("T-93")
    void noRequestFailsWhenTheKeyInUseIsDeletedFirst() throws Exception {
        put(keyFile, old + town.gitHub.generateKey(), "rw-------");
        BrokerProcess broker = town.startBroker();
        try (Load load = new Load(town.machina)) {
            load.awaitMore();
            town.gitHub.deleteKey(old);
            load.awaitMore();

            load.end();
            assertThat(load.failed).isEmpty();
            assertThat(town.metric("botcreds_app_key_place")).isEqualTo("2.0");
            assertThat(broker.output()).contains("GitHub refuses the App's key SHA256:");
            saidInSlack("GitHub does not take a key of the App any more");
        }
    }

    @Test
    @Tag("T-92")
    void aBadKeyFileChangesNothingAndHumansHearOfIt() throws Exception {
        town.startBroker();
        for (String bad : new String[] {"rubbish", old.substring(0, old.length() / 2)}) {
            put(keyFile, bad, "rw-------");
            await(() -> town.metric("botcreds_app_key_reload_success").equals("0.0"));
            request().expect(200);
            put(keyFile, old + "\n", "rw-------");
            await(() -> town.metric("botcreds_app_key_reload_success").equals("1.0"));
        }
        put(keyFile, old, "rw-r--r--");
        await(() -> town.metric("botcreds_app_key_reload_success").equals("0.0"));
        request().expect(200);
        saidInSlack(REFUSED);
        saidInSlack("chmod 600");
        assertThat(town.broker().printed()).doesNotContain(body(old));
    }

    @Test
    @Tag("T-84")
    void nothingOfTheEnvironmentLeadsTheSignatureElsewhere() throws Exception {
        try (ServerSocket elsewhere = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String proxy = "http://127.0.0.1:" + elsewhere.getLocalPort();
            for (String name : new String[] {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"}) {
                town.settings.put(name, proxy);
            }
            town.settings.put("HOME", parent.toString());
            put(parent.resolve(".netrc"), "default login somebody password else\n", "rw-------");
            town.startBroker();

            request().expect(200);

            elsewhere.setSoTimeout(1);
            org.assertj.core.api.Assertions.assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(elsewhere::accept);
        }
    }

    @Test
    void slacksSigningSecretIsExchangedWithoutARestart() throws Exception {
        Path secret = parent.resolve("signing");
        put(secret, "another-secret-of-slack-0123456789", "rw-------");
        String right = String.valueOf(town.settings.remove("SLACK_SIGNING_SECRET"));
        town.settings.put("SLACK_SIGNING_SECRET_FILE", secret.toString());
        BrokerProcess broker = town.startBroker();
        put(secret, "short", "rw-------");
        await(() -> broker.output().contains("A changed secret for Slack was refused"));

        put(secret, right, "rw-------");
        await(() -> broker.output().contains("SLACK_SIGNING_SECRET_FILE was read again"));

        assertThat(town.types("U012ALICE", "help").status()).isEqualTo(200);
        assertThat(town.whisper("U012ALICE", "pending")).isNotNull();
    }

    @Test
    void theSealKeyIsExchangedAndTheOldOneDropped() throws Exception {
        String first = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        String second = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
        town.settings.put("BOTCREDS_SEAL_KEY", first);
        BrokerProcess one = town.startBroker();
        Reply issued = request().expect(200);
        end(one);

        town.settings.put("BOTCREDS_SEAL_KEY", second);
        BrokerProcess tooEarly = town.startBroker();
        await(() -> tooEarly.output().contains("sealed with a key that is not set"));
        saidInSlack("Put that key behind the others");
        town.machina.poll(issued.requestId(), 0).expect(500, "broker_fault");
        end(tooEarly);

        town.settings.put("BOTCREDS_SEAL_KEY", second + " " + first);
        BrokerProcess both = town.startBroker();
        assertThat(town.machina.poll(issued.requestId(), 0).expect(200).token()).isEqualTo(issued.token());
        await(() -> both.output().contains("can be dropped"));
        end(both);

        town.settings.put("BOTCREDS_SEAL_KEY", second);
        town.startBroker();
        assertThat(town.machina.poll(issued.requestId(), 0).expect(200).token()).isEqualTo(issued.token());
    }

    private Reply request() throws Exception {
        return town.machina.request(Bot.ask("myorg/repo-a", "contents:write"));
    }

    private void saidInSlack(String text) {
        town.slack.awaitMessage(message -> message.shown().contains(text), BrokerProcess.PATIENCE);
    }

    private static void end(BrokerProcess broker) {
        broker.terminate();
        broker.awaitExit(BrokerProcess.PATIENCE);
    }

    private static void await(java.util.concurrent.Callable<Boolean> fulfilled) {
        Awaitility.await().atMost(BrokerProcess.PATIENCE).until(fulfilled);
    }

    private static String body(String pem) {
        return pem.lines().skip(3).findFirst().orElseThrow();
    }

    /** As {@code install -m 600 NEW FILE.new && mv FILE.new FILE}. */
    private static void put(Path file, String text, String mode) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.writeString(
                Files.createFile(
                        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Programs that ask, give back and ask again, so that each ask is minted. */
    private static final class Load implements AutoCloseable {
        private static final int MORE = 15;
        /** Each has a scope of its own, or they would share one token. */
        private static final String[] SCOPES = {"contents:write", "contents:read", "issues:write", "issues:read"};

        final Queue<String> failed = new ConcurrentLinkedQueue<>();
        private final AtomicInteger minted = new AtomicInteger();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final ExecutorService threads = Executors.newFixedThreadPool(SCOPES.length);

        Load(Bot bot) {
            for (String scope : SCOPES) {
                threads.execute(() -> {
                    while (!ended.get()) {
                        askAndGiveBack(bot, scope);
                    }
                });
            }
        }

        private void askAndGiveBack(Bot bot, String scope) {
            try {
                Reply reply = bot.request(Bot.ask("myorg/repo-a", scope));
                if (reply.status() == 200) {
                    minted.incrementAndGet();
                    bot.send("DELETE", "/v1/token/" + reply.requestId(), "");
                } else if (reply.status() != 429) {
                    failed.add(reply.toString());
                }
            } catch (Exception lost) {
                failed.add(lost.toString());
            }
        }

        void awaitMore() {
            int enough = minted.get() + MORE;
            await(() -> minted.get() >= enough || !failed.isEmpty());
        }

        void end() throws InterruptedException {
            ended.set(true);
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }

        @Override
        public void close() {
            ended.set(true);
            threads.shutdownNow();
        }
    }
}
