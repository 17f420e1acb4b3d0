package botcreds.broker.github;

import static botcreds.broker.github.MintTest.scope;
import static botcreds.broker.github.ScriptedGitHub.Reply.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import botcreds.broker.github.ScriptedGitHub.Reply;
import botcreds.broker.model.Repository;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreflightTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger intents = new AtomicInteger();
    private final ScriptedGitHub hub = new ScriptedGitHub();
    private final AppGitHub github = new AppGitHub(hub.endpoint(), Keys.app(Keys.PAIR), Clock.systemUTC(), nanos::get);

    @AfterEach
    void stop() {
        github.close();
        hub.close();
    }

    @Test
    void theFirstTimeItLooksUpIdsWithATokenThatIsRevokedAtOnce() {
        Preflight.Ready ready = (Preflight.Ready) preflight("contents:write", "MYORG/repo-b", "myorg/REPO-A");

        assertThat(ready.installationId()).isEqualTo(77);
        assertThat(ready.repositoryIds()).containsExactly(11L, 12L);
        assertThat(ready.scope().repositoryNames()).containsExactly("myorg/repo-a", "myorg/repo-b");
        assertThat(intents).hasValue(1);
        assertThat(hub.last("mint").json())
                .isEqualTo(ScriptedGitHub.tree(
                        "{\"repositories\":[\"REPO-A\",\"repo-b\"],\"permissions\":{\"metadata\":\"read\"}}"));
        await().atMost(Duration.ofSeconds(10)).until(() -> hub.dead.containsAll(hub.minted));
    }

    @Test
    void whatWasLearntAMomentAgoCostsNoCall() {
        preflight("contents:write", "myorg/repo-a");
        await().atMost(Duration.ofSeconds(10)).until(() -> hub.count("revoke") == 1);
        int before = hub.calls.size();

        Preflight.Ready ready = (Preflight.Ready) preflight("issues:read", "myorg/repo-a");
        assertThat(hub.calls).hasSize(before);
        assertThat(github.mint(ready.order())).isInstanceOf(Mint.Minted.class);
        assertThat(hub.calls).hasSize(before + 1);
    }

    @Test
    void anInstallationIsAskedAboutAnewAfterFiveMinutesAndAnIdIsNot() {
        preflight("contents:write", "myorg/repo-a");
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());

        preflight("contents:write", "myorg/repo-a");

        assertThat(hub.count("installation")).isEqualTo(2);
        assertThat(hub.count("mint")).isEqualTo(1);
    }

    @Test
    void anIdThatIsKnownFromBeforeNeedsNoLookUp() {
        github.know(new Repository("myorg", "repo-a"), 11);

        assertThat(preflight("contents:write", "myorg/repo-a")).isInstanceOf(Preflight.Ready.class);
        assertThat(hub.count("mint")).isZero();
        assertThat(intents).hasValue(0);
    }

    @Test
    void withoutADurableIntentNothingIsMinted() {
        assertThatThrownBy(() -> github.preflight(scope("contents:write", "myorg/repo-a"), () -> {
                    throw new IllegalStateException("the store is down");
                }))
                .hasMessage("the store is down");
        assertThat(hub.count("mint")).isZero();
    }

    @Test
    void aRepositoryWithoutTheAppIsRefusedWithTheWayToInstallIt() {
        preflight("contents:write", "myorg/repo-a");

        Preflight.Refused refused = (Preflight.Refused) preflight("contents:write", "myorg/repo-a", "myorg/secret");

        assertThat(refused.code()).isEqualTo(Code.NOT_INSTALLED);
        assertThat(refused.detail()).contains("myorg/secret").doesNotContain("repo-a");
        assertThat(refused.hint()).contains("https://git.example/apps/myapp/installations/new");
        assertThat(intents).hasValue(1);
    }

    @Test
    void aLookUpThatFindsOneOfSeveralMissingNamesIt() {
        assertThat(preflight("contents:write", "myorg/repo-a")).isInstanceOf(Preflight.Ready.class);
        hub.changing("mint", reply -> {
            hub.repositories.remove(12L);
            return message(422, "There is at least one repository that does not exist or is not accessible");
        });

        Preflight.Refused refused = (Preflight.Refused) preflight("contents:write", "myorg/repo-a", "myorg/repo-b");

        assertThat(refused.code()).isEqualTo(Code.NOT_INSTALLED);
        assertThat(refused.detail()).contains("myorg/repo-b").doesNotContain("repo-a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"administration:write", "actions:read"})
    void aPermissionThatWasNotGrantedIsRefusedBeforeAHumanIsAsked(String permission) {
        Preflight.Refused refused = (Preflight.Refused) preflight(permission, "myorg/repo-a");

        assertThat(refused.code()).isEqualTo(Code.PERMISSION_NOT_GRANTED);
        assertThat(refused.detail()).contains(permission);
        assertThat(refused.hint()).contains("https://git.example/organizations/myorg/settings/installations/77");
        assertThat(intents).hasValue(0);
    }

    @Test
    void aPermissionGrantedAMomentAgoIsSeen() {
        preflight("issues:write", "myorg/repo-a");
        assertThat(preflight("actions:read", "myorg/repo-a")).isInstanceOf(Preflight.Refused.class);
        hub.granted.put("actions", "read");

        assertThat(preflight("actions:read", "myorg/repo-a")).isInstanceOf(Preflight.Ready.class);
    }

    @Test
    void aLevelNobodyKnowsYetBreaksNothingAndCoversNothing() {
        hub.granted.put("actions", "maintain");

        assertThat(preflight("contents:read", "myorg/repo-a")).isInstanceOf(Preflight.Ready.class);
        assertThat(preflight("actions:read", "myorg/repo-a")).isInstanceOf(Preflight.Refused.class);
    }

    @Test
    void aSuspendedInstallationIsRefused() {
        changingInstallation(tree -> tree.put("suspended_at", "2026-01-01T00:00:00Z"));

        assertThat(((Preflight.Refused) preflight("contents:read", "myorg/repo-a")).code())
                .isEqualTo(Code.INSTALLATION_SUSPENDED);
    }

    @Test
    @Tag("T-42")
    @Tag("T-84")
    void aRepositoryThatMovedIsRefusedAndNotFollowed() {
        hub.next(
                "installation",
                message(301, "Moved Permanently", "Location", hub.uri() + "/repositories/9/installation"));

        assertThat(((Preflight.Refused) preflight("contents:read", "myorg/repo-a")).code())
                .isEqualTo(Code.REPOSITORY_CHANGED);
        assertThat(hub.calls).hasSize(1);
    }

    @Test
    @Tag("T-41")
    void anInstallationOfAnotherOwnerIsNotUsed() {
        changingInstallation(tree -> tree.putObject("account").put("login", "mallory"));

        assertThat(((Preflight.Refused) preflight("contents:read", "myorg/repo-a")).code())
                .isEqualTo(Code.REPOSITORY_CHANGED);
    }

    @Test
    @Tag("T-24")
    void aLookUpThatAnswersForOthersIsRefusedAndItsTokenRevoked() {
        hub.changingMint(tree -> ((ObjectNode) tree.path("repositories").get(0)).put("full_name", "myorg/other"));

        assertThat(((Preflight.Refused) preflight("contents:read", "myorg/repo-a")).code())
                .isEqualTo(Code.GITHUB_REFUSED);
        await().atMost(Duration.ofSeconds(10)).until(() -> hub.dead.containsAll(hub.minted));
    }

    @Test
    void aPassingFaultOfGitHubIsTriedOnceMoreWhereThatIsSafe() {
        hub.next("installation", message(502, "Server Error"));
        assertThat(preflight("contents:read", "myorg/repo-a")).isInstanceOf(Preflight.Ready.class);

        hub.next("installation", Reply.dropped());
        assertThat(preflight("contents:read", "myorg/repo-b")).isInstanceOf(Preflight.Ready.class);

        hub.next("mint", message(502, "Server Error"));
        hub.repositories.put(13L, "myorg/repo-c");
        assertThat(preflight("contents:read", "myorg/repo-c")).isInstanceOf(Preflight.Unavailable.class);
        assertThat(hub.count("mint")).isEqualTo(3);
    }

    @Test
    void manyThreadsWithOneQuestionAskItOnce() throws Exception {
        hub.gate = new CountDownLatch(1);
        ExecutorService bots = Executors.newFixedThreadPool(16);
        List<Future<Preflight>> all = new ArrayList<>();
        for (int count = 0; count < 16; count++) {
            all.add(bots.submit(() -> preflight("contents:read", "myorg/repo-a")));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> hub.count("installation") == 1);
        hub.gate.countDown();
        for (Future<Preflight> each : all) {
            assertThat(each.get()).isInstanceOf(Preflight.Ready.class);
        }
        bots.shutdown();
        assertThat(hub.count("installation")).isEqualTo(1);
        assertThat(hub.count("mint")).isEqualTo(1);
        assertThat(intents).hasValue(1);
    }

    @Test
    void anIdThatTurnedOutWrongIsLookedUpAnew() {
        github.know(new Repository("myorg", "repo-a"), 12);
        Preflight.Ready wrong = (Preflight.Ready) preflight("contents:read", "myorg/repo-a");
        assertThat(((Mint.Refused) github.mint(wrong.order())).code()).isEqualTo(Code.REPOSITORY_CHANGED);

        Preflight.Ready right = (Preflight.Ready) preflight("contents:read", "myorg/repo-a");

        assertThat(right.repositoryIds()).containsExactly(11L);
        assertThat(github.mint(right.order())).isInstanceOf(Mint.Minted.class);
    }

    private Preflight preflight(String permission, String... repositories) {
        return github.preflight(scope(permission, repositories), intents::incrementAndGet);
    }

    private void changingInstallation(Consumer<ObjectNode> change) {
        hub.changing("installation", reply -> {
            ObjectNode tree = (ObjectNode) ScriptedGitHub.tree(reply.body());
            change.accept(tree);
            return Reply.of(200, tree.toString());
        });
    }
}
