package botcreds.broker.gitpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.policy.PolicyOrigin;
import botcreds.broker.policy.Remembered;
import botcreds.sandbox.github.Fault;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the branch while a remembered rule waits in its pull request: nothing of it counts, and the rule still lands. */
@Tag("T-55")
class RewoundWhileProposedTest {
    private static final String BRANCH = "origin/botcreds/remember-myorg-new";

    @TempDir
    Path directory;

    private PolicyTown town;
    private PolicyTown.End end;
    private String first;
    private String second;

    @BeforeEach
    void propose() throws Exception {
        town = new PolicyTown(directory);
        first = town.head();
        town.write("policy.yaml", PolicyTown.denying("myorg/other"));
        second = town.push("a deny more");
        end = town.start();
        assertThat(((Remembered.Proposed) end.remember("myorg/new")).what()).isEqualTo("pull request #1 opened");
    }

    @AfterEach
    void close() {
        end.close();
        town.close();
    }

    @Test
    void rewoundItKeepsWhatCountsAndIsToldOnce() throws Exception {
        force(first);
        lookThrice();

        lastGoodCounts();
        assertThat(town.refused).singleElement().asString().startsWith("history_rewound");
        assertThat(((Remembered.Refused) end.remember("myorg/more")).why()).contains("was rewound or replaced");

        force(second);
        lookThrice();
        assertThat(town.mended).hasSize(1);
        theRuleLands();
    }

    @Test
    void replacedByAPolicyThatAllowsMoreItKeepsWhatCounts() throws Exception {
        git("checkout", "-q", "-b", "forged", first);
        town.write("policy.yaml", PolicyTown.POLICY.replaceAll("(?s)    deny:.*", ""));
        git("commit", "-q", "-a", "-m", "no deny");
        force("HEAD");
        lookThrice();

        lastGoodCounts();
        assertThat(end.decision("myorg/infrastructure")).isEqualTo("deny");
        assertThat(town.refused).singleElement().asString().startsWith("history_rewound");

        force(second);
        lookThrice();
        assertThat(town.mended).hasSize(1);
        git("checkout", "-q", second);
        theRuleLands();
    }

    @Test
    void goneAndBackItGoesOnFromWhereItWas() throws Exception {
        town.gitHub.faults().arm(Fault.serverError(503).on("GET", "/info/refs").times(Fault.ALWAYS));
        town.clock.advance(Duration.ofMinutes(20));
        lookThrice();

        lastGoodCounts();
        PolicyOrigin origin = end.file.origin().orElseThrow();
        assertThat(origin.trouble()).isPresent();
        assertThat(Duration.between(origin.confirmedAt(), town.clock.instant())).isEqualTo(Duration.ofMinutes(20));
        assertThat(end.remember("myorg/more")).isInstanceOf(Remembered.Refused.class);

        town.gitHub.faults().clear();
        lookThrice();
        assertThat(end.file.origin().orElseThrow().trouble()).isEmpty();
        assertThat(end.file.origin().orElseThrow().confirmedAt()).isEqualTo(town.clock.instant());
        assertThat(town.refused).isEmpty();
        theRuleLands();
    }

    private void lookThrice() {
        end.look();
        end.look();
        end.look();
    }

    private void lastGoodCounts() {
        assertThat(end.decision("myorg/other")).isEqualTo("deny");
        assertThat(end.commit()).isEqualTo(second);
    }

    private void theRuleLands() {
        fetch();
        git("merge", "-q", "--ff-only", BRANCH);
        git("push", "-q", "origin", "HEAD:main");
        end.look();

        assertThat(end.decision("myorg/new")).isEqualTo("auto");
        assertThat(end.decision("myorg/other")).isEqualTo("deny");
        assertThat(end.commit()).isEqualTo(town.head());
    }

    private void force(String commit) {
        git("push", "-q", "-f", "origin", commit + ":main");
    }

    private void fetch() {
        git("fetch", "-q", "origin");
    }

    private String git(String... arguments) {
        return PolicyTown.git(town.clone, arguments);
    }
}
