package botcreds.broker.github;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Secret;
import botcreds.sandbox.github.HostedRepository;
import botcreds.sandbox.github.Options;
import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.github.SandboxGitHub;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys exchanged as operations.md says, at a GitHub that verifies signatures, while bots go on asking. */
@Tag("T-93")
final class KeyRotationTest {
    private static final int BOTS = 8;
    private static final int MORE = 40;

    @TempDir
    Path folder;

    private SandboxGitHub sandbox;
    private MintOrder order;
    private final ExecutorService bots = Executors.newFixedThreadPool(BOTS);
    private final AtomicInteger minted = new AtomicInteger();
    private final Queue<Mint> failed = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void start() throws IOException {
        sandbox = SandboxGitHub.start(folder, Options.defaults());
        HostedRepository repository = sandbox.createRepository("myorg/repo-a");
        long installation = sandbox.install("myorg", PermissionSet.ofWords("contents:write"))
                .id();
        order = new MintOrder(installation, List.of(repository.id()), MintTest.SCOPE);
    }

    @AfterEach
    void stop() {
        bots.shutdownNow();
        sandbox.close();
    }

    @Test
    void noRequestFailsWhileTheOldKeyIsDeletedUnderLoad() throws InterruptedException {
        String old = sandbox.app().privateKeyPem();
        try (AppGitHub github = gitHub(old)) {
            askOn(github);
            awaitMore();

            String fresh = sandbox.generateKey();
            github.keys().use(keys(fresh, old));
            awaitMore();
            sandbox.deleteKey(old);
            awaitMore();
            github.keys().use(keys(fresh));
            awaitMore();

            end();
            assertThat(failed).isEmpty();
            assertThat(github.keys().place()).isEqualTo(1);
        }
    }

    /** The worst order: GitHub forgets the key in use before the broker was told of another one being preferred. */
    @Test
    void noRequestFailsWhenTheKeyInUseIsDeletedAndTheOtherOneTakesOver() throws InterruptedException {
        String old = sandbox.app().privateKeyPem();
        String fresh = sandbox.generateKey();
        try (AppGitHub github = gitHub(old, fresh)) {
            askOn(github);
            awaitMore();
            sandbox.deleteKey(old);
            awaitMore();

            end();
            assertThat(failed).isEmpty();
            assertThat(github.keys().place()).isEqualTo(2);
            assertThat(github.keys().signing()).isEqualTo(keys(fresh).get(0).fingerprint());
        }
    }

    /** GitHub may take a while to know a key everywhere that was generated just now. */
    @Test
    void aNewKeyThatGitHubDoesNotKnowYetCostsNothing() throws InterruptedException {
        String old = sandbox.app().privateKeyPem();
        String fresh = Keys.pkcs1(Keys.PAIR);
        try (AppGitHub github = gitHub(fresh, old)) {
            askOn(github);
            awaitMore();

            end();
            assertThat(failed).isEmpty();
            assertThat(github.keys().place()).isEqualTo(2);
        }
    }

    private AppGitHub gitHub(String... pems) {
        AppIdentity app = new AppIdentity(Long.toString(sandbox.app().id()), keys(pems));
        return new AppGitHub(Endpoint.of(sandbox.url(), sandbox.url()), app, Clock.systemUTC());
    }

    private static List<AppKey> keys(String... pems) {
        return AppKey.parse(Secret.of(String.join("", pems)));
    }

    /** Each bot asks again as soon as it was answered. */
    private void askOn(AppGitHub github) {
        for (int bot = 0; bot < BOTS; bot++) {
            bots.execute(() -> {
                while (!bots.isShutdown()) {
                    Mint mint = github.mint(order);
                    if (mint instanceof Mint.Minted) {
                        minted.incrementAndGet();
                    } else {
                        failed.add(mint);
                    }
                }
            });
        }
    }

    private void awaitMore() {
        int enough = minted.get() + MORE;
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> minted.get() >= enough || !failed.isEmpty());
    }

    private void end() throws InterruptedException {
        bots.shutdown();
        assertThat(bots.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
}
