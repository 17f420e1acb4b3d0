package botcreds.broker.gitpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.policy.Edit;
import botcreds.broker.policy.Landing;
import botcreds.broker.policy.Motive;
import botcreds.broker.policy.Remembered;
import botcreds.sandbox.github.Fault;
import botcreds.sandbox.github.LedgerEntry;
import botcreds.sandbox.github.PermissionSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Remember where the policy is kept in git: one pull request for one rule, or a push that nobody loses anything by. */
class ProposedRulesTest {
    private static final String BRANCH = "botcreds/remember-myorg-new";

    @TempDir
    Path directory;

    private PolicyTown town;

    @BeforeEach
    void build() throws Exception {
        town = new PolicyTown(directory);
    }

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void aRuleBecomesAPullRequestAndCountsOnceThatIsMerged() throws Exception {
        try (PolicyTown.End end = town.start()) {
            Remembered.Proposed proposed = (Remembered.Proposed) end.remember("myorg/new");

            assertThat(proposed.what()).isEqualTo("pull request #1 opened");
            assertThat(proposed.link()).isEqualTo(town.gitHub.url() + "/myorg/policy/pull/1");
            assertThat(proposed.diff()).contains("+").contains("repo: myorg/new");
            end.look();
            assertThat(end.decision("myorg/new")).isEqualTo("ask");

            fetch();
            assertThat(git("log", "-1", "--format=%an|%cn|%s", "origin/" + BRANCH))
                    .isEqualTo("alice|botcreds-sandbox[bot]|policy: let machina-bot have contents:read on myorg/new"
                            + " without asking");
            assertThat(git("log", "-1", "--format=%b", "origin/" + BRANCH)).doesNotContain("fixes #1");
            assertThat(git("diff", "--stat", "origin/main", "origin/" + BRANCH)).contains("1 file changed");
            git("merge", "-q", "origin/" + BRANCH);
            git("push", "-q", "origin", "HEAD:main");
            end.look();
            assertThat(end.decision("myorg/new")).isEqualTo("auto");
            assertThat(end.file.kept()).hasSize(1);
        }
    }

    @Test
    void theRequestSaysWhoWhyAndWhatInFencesThatNothingEscapes() throws Exception {
        try (PolicyTown.End end = town.start()) {
            end.remember("myorg/new");

            String body = town.gitHub.ledger().entries().stream()
                    .filter(each -> each.method().equals("POST") && each.path().endsWith("/pulls"))
                    .map(each -> String.valueOf(each.body()))
                    .findFirst()
                    .orElseThrow();
            assertThat(body)
                    .contains("Approver: alice (U012ALICE)", "Request: #a3f2", "````text", "```diff")
                    .contains("fixes #1 ```@everyone\\n````");
        }
    }

    @Test
    void theSameRuleHasOnePullRequestHoweverOftenAndByWhomItIsRemembered() throws Exception {
        try (PolicyTown.End end = town.start()) {
            end.remember("myorg/new");
            Remembered.Proposed again = (Remembered.Proposed) end.remember("myorg/new", "bob");

            assertThat(again.what()).isEqualTo("pull request #1 is open already");
            assertThat(opened()).isEqualTo(1);
        }
    }

    @Test
    void aBranchWithoutItsPullRequestIsFoundByTheNextTry() throws Exception {
        try (PolicyTown.End end = town.start()) {
            town.gitHub.faults().arm(Fault.serverError(502).on("POST", "/pulls$"));
            Remembered.Refused refused = (Remembered.Refused) end.remember("myorg/new");
            Remembered.Proposed proposed = (Remembered.Proposed) end.remember("myorg/new", "bob");

            assertThat(refused.why()).contains("The branch " + BRANCH + " has the rule", "remember it once more");
            assertThat(proposed.what()).isEqualTo("pull request #1 opened");
            fetch();
            assertThat(git("branch", "-r").lines().map(String::strip)).doesNotContain("origin/" + BRANCH + "-2");
        }
    }

    @Test
    void aPullRequestWhoseAnswerWasLostIsFoundByTheNextTry() throws Exception {
        try (PolicyTown.End end = town.start()) {
            town.gitHub.faults().arm(Fault.dropAfter().on("POST", "/pulls$"));
            end.remember("myorg/new");

            assertThat(((Remembered.Proposed) end.remember("myorg/new")).what())
                    .isEqualTo("pull request #1 is open already");
        }
    }

    @Test
    void aBranchOfThatNameWithSomethingElseInItIsNotProposed() throws Exception {
        town.write("policy.yaml", PolicyTown.POLICY.replace("myorg/infrastructure", "a/b"));
        git("commit", "-q", "-a", "-m", "a trap");
        git("push", "-q", "origin", "HEAD:" + BRANCH);
        try (PolicyTown.End end = town.start()) {
            Remembered.Proposed proposed = (Remembered.Proposed) end.remember("myorg/new");

            assertThat(proposed.what()).isEqualTo("pull request #1 opened");
            fetch();
            assertThat(git("diff", "--stat", "origin/main", "origin/" + BRANCH + "-2"))
                    .contains("1 file changed");
        }
    }

    @Test
    void withoutThePermissionTheBotIsToldNothingAndTheHumanWhatToDo() throws Exception {
        try (PolicyTown poorer = new PolicyTown(
                        java.nio.file.Files.createDirectory(directory.resolve("poorer")),
                        PermissionSet.ofWords("contents:write"));
                PolicyTown.End end = poorer.start()) {
            Remembered.Refused refused = (Remembered.Refused) end.remember("myorg/new");

            assertThat(refused.why()).contains("pull_requests");
        }
    }

    @Test
    @Tag("T-52")
    void whatADenyCoversIsNotProposed() throws Exception {
        try (PolicyTown.End end = town.start()) {
            assertThat(end.remember("myorg/infrastructure")).isInstanceOf(Remembered.Refused.class);
            assertThat(opened()).isZero();
        }
    }

    @Test
    void pushedStraightItCountsAtOnceAndIsTheBranchs() throws Exception {
        try (PolicyTown.End end = town.new End(town.plan(true))) {
            Remembered answer = end.remember("myorg/new");

            assertThat(answer).isInstanceOf(Remembered.Written.class);
            assertThat(end.decision("myorg/new")).isEqualTo("auto");
            fetch();
            assertThat(end.commit()).isEqualTo(git("rev-parse", "origin/main"));
            assertThat(town.changed).hasSize(1);
        }
    }

    @Test
    @Tag("T-51")
    void ofPushesThatRaceNoneIsLost() throws Exception {
        AtomicInteger races = new AtomicInteger();
        try (PolicyTown.End end = town.new End(town.plan(true))) {
            Edit edit = text -> {
                if (races.getAndIncrement() < 3) {
                    // Somebody pushes after our look and before our push.
                    fetch();
                    git("reset", "-q", "--hard", "origin/main");
                    town.write("notes/" + races.get() + ".txt", "mine\n");
                    town.push("note " + races.get());
                }
                String was = new String(text, StandardCharsets.UTF_8);
                return Optional.of(new Edit.Draft(was + "# ours\n", "+# ours"));
            };
            Landing landing = end.git.change(edit, new Motive("remember-x", "alice", "x", "y", ""));

            assertThat(landing).isInstanceOf(Landing.Written.class);
            assertThat(races).hasValue(4);
            fetch();
            assertThat(git("ls-tree", "-r", "--name-only", "origin/main").lines())
                    .contains("notes/1.txt", "notes/2.txt", "notes/3.txt", "policy.yaml");
            assertThat(git("show", "origin/main:policy.yaml")).endsWith("# ours");
        }
    }

    @Test
    void tokensToWriteAreForOneRepositoryAndDeadAfterwards() throws Exception {
        try (PolicyTown.End end = town.start()) {
            end.remember("myorg/new");
        }
        List<LedgerEntry> mints = town.gitHub.ledger().entries(LedgerEntry.Kind.MINT);
        assertThat(mints)
                .allSatisfy(each -> assertThat(String.valueOf(each.body())).contains("repositor"));
        assertThat(town.gitHub.ledger().revocationCount())
                .isEqualTo(town.gitHub.ledger().mintCount());
    }

    private long opened() {
        return town.gitHub.ledger().entries().stream()
                .filter(each -> each.method().equals("POST") && each.path().endsWith("/pulls") && each.status() == 201)
                .count();
    }

    private void fetch() {
        git("fetch", "-q", "origin");
    }

    private String git(String... arguments) {
        return PolicyTown.git(town.clone, arguments);
    }
}
