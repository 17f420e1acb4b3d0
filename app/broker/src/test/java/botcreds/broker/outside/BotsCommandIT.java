package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.outside.Shell.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command as bots use it: the real git, the broker's jar, and a GitHub with smart HTTP. */
class BotsCommandIT {
    private static final String TOKEN = "ghs_[A-Za-z0-9_.-]{10,}";

    @TempDir
    Path directory;

    private Town town;
    private Shell shell;

    @BeforeEach
    void start() throws Exception {
        town = new Town(directory);
        town.startBroker();
        shell = new Shell(town);
    }

    @AfterEach
    void stop() {
        town.close();
    }

    private String clone(String repo) {
        return "git clone -q " + shell.environment.get("BOTCREDS_GITHUB_URL") + "/myorg/" + repo + ".git";
    }

    private static final String COMMIT =
            "git -C repo-a commit -q --no-verify --allow-empty -m 'fix: a bug' && git -C repo-a push -q origin HEAD:refs/heads/fix";

    @Test
    @Tag("T-96")
    void anInstalledGitClonesCommitsMarkedAndPushesAndKeepsNoToken() throws Exception {
        shell.run("botcreds install git hooks").isOk();

        shell.run(clone("repo-a") + " && " + COMMIT).isOk();

        assertThat(shell.run("git -C repo-a log -1 --format=%B").out()).contains("\n\nBot: machina-bot");
        // The helper's cache is the one place, and it is the user's alone.
        assertThat(shell.everyFileBut(List.of("/.cache/botcreds/"))).doesNotContainPattern(TOKEN);
        assertThat(shell.run("find .cache/botcreds ! -type d -perm /077").out()).isEmpty();
        assertThat(shell.run("find .cache/botcreds -type d -perm /077").out()).isEmpty();
    }

    @Test
    void whatWaitsForAHumanEndsGitAtOnceAndWorksOnceTheySaidYes() throws Exception {
        shell.run("botcreds install git").isOk();

        Outcome waiting = shell.run(clone("side"));
        assertThat(waiting.code()).isEqualTo(128);
        assertThat(waiting.err())
                .contains("waits for approval (req_", "BOTCREDS_WAIT")
                .doesNotContain("Username");

        String id = town.admin
                .send("GET", "/v1/requests?state=pending", "")
                .body()
                .at("/requests/0/request_id")
                .asText();
        town.admin.send("POST", "/v1/requests/" + id + "/approve", "{}");
        shell.run(clone("side")).isOk();
    }

    @Test
    void whatPolicyForbidsAndABrokerThatIsAwayAreEachOneLine() throws Exception {
        shell.run("botcreds install git").isOk();
        assertThat(shell.run(clone("infrastructure")).err())
                .contains("botcreds: contents:read on myorg/infrastructure");

        shell.environment.put("BOTCREDS_URL", "http://127.0.0.1:" + Town.freePort());
        Outcome away = shell.run(clone("repo-a"));
        assertThat(away.code()).isEqualTo(128);
        assertThat(away.err()).contains("gave no answer").doesNotContain("\tat ");
    }

    @Test
    void aTokenThatGitHubRefusesIsForgottenSoTheNextRunHeals() throws Exception {
        shell.run("botcreds install git").isOk();
        shell.run(clone("repo-a")).isOk();
        shell.run("sed -i 's/^token=.*/token=ghs_deaddeaddeaddeaddeaddead/' .cache/botcreds/*/*.grant")
                .isOk();

        assertThat(shell.run("git -C repo-a fetch").code()).isEqualTo(128);
        shell.run("git -C repo-a fetch").isOk();
    }

    @Test
    @Tag("T-96")
    void execGivesAccessForAsLongAsTheProgramRunsAndPassesItsCodeOn() throws Exception {
        Outcome outcome = shell.run("botcreds exec --repo myorg/repo-a --need contents:write -- sh -c '"
                + clone("repo-a")
                + " && " + COMMIT.replace("'", "\"") + " && echo token $GH_TOKEN $GITHUB_TOKEN && echo $GH_TOKEN >&2;"
                + " cat /proc/*/cmdline 2>/dev/null | tr \"\\0\" \" \" >args; exit 7'");

        assertThat(outcome.code()).as(outcome.toString()).isEqualTo(7);
        assertThat(outcome.out()).contains("token ghs_**** ghs_****").doesNotContainPattern(TOKEN);
        assertThat(outcome.err()).contains("ghs_****").doesNotContainPattern(TOKEN);
        assertThat(shell.run("git -C repo-a log -1 --format=%B").out()).contains("Bot: machina-bot");
        assertThat(shell.everyFileBut(List.of())).doesNotContainPattern(TOKEN);
        assertThat(shell.run("ls .cache/botcreds-jobs").out()).isEmpty();
        assertThat(town.gitHub.tokens().live()).isZero();
    }

    @Test
    @Tag("T-96")
    void anExecThatIsKilledGetsNothingMoreAndTheNextOneRevokesWhatItHad() throws Exception {
        Process exec =
                shell.start("exec botcreds exec --repo myorg/repo-a --need contents:write --session 2h -- sh -c '"
                        + "env >job; while [ ! -e go ]; do sleep 0.1; done; " + clone("repo-a")
                        + " 2>late; echo $? >done'");
        Path job = shell.home.resolve("job");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(job) && Files.readString(job).contains("GH_TOKEN"));

        ProcessHandle jvm = exec.toHandle();
        assertThat(jvm.destroyForcibly()).isTrue();
        assertThat(exec.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Files.createFile(shell.home.resolve("go"));
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(shell.home.resolve("done")));
        assertThat(Files.readString(shell.home.resolve("late"))).contains("is over");

        shell.run("botcreds exec --repo myorg/repo-a --need contents:read -- true")
                .isOk();
        assertThat(town.gitHub.tokens().live()).isZero();
        assertThat(shell.run("ls .cache/botcreds-jobs").out()).isEmpty();
    }

    @Test
    void aSignalReachesTheProgramAndItsEndIsTheEndOfExec() throws Exception {
        Process exec = shell.start("exec botcreds exec --repo myorg/repo-a --need contents:read -- sh -c '"
                + "trap \"echo heard; exit 3\" TERM; touch ready; while :; do sleep 0.1; done'");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(shell.home.resolve("ready")));

        exec.destroy();

        assertThat(exec.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.outcome(exec).code()).isEqualTo(3);
        assertThat(shell.outcome(exec).out()).contains("heard");
        assertThat(town.gitHub.tokens().live()).isZero();
    }

    @Test
    void commitsBearWhatThePolicyDemands() throws Exception {
        town.close();
        town = new Town(directory);
        Files.writeString(
                town.policy(),
                Files.readString(town.policy())
                        .replace(
                                "    deny:",
                                "    attribution: {trailer: required, prefix: '[machina]', co_author: m@example.com}\n    deny:"));
        town.startBroker();
        shell = new Shell(town);

        shell.run("botcreds exec --repo myorg/repo-a --need contents:write -- sh -c '" + clone("repo-a") + " && "
                        + COMMIT.replace("'", "\"") + "'")
                .isOk();

        assertThat(shell.run("git -C repo-a log -1 --format=%B").out().strip())
                .isEqualTo("[machina] fix: a bug\n\nBot: machina-bot\nCo-authored-by: machina-bot <m@example.com>");
    }
}
