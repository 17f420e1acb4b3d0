package botcreds.broker.gitpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody says that the branch changed. The watcher looks by itself once an hour here, so that only the nudge can be the reason. */
class NudgedPolicyTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

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
    void aNudgeHasTheBranchLookedAtWithoutWaitingForTheNextRound() throws Exception {
        try (PolicyTown.End end = start()) {
            town.write("policy.yaml", PolicyTown.denying("myorg/new"));
            town.push("no new one");
            end.git.nudge();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(end.decision("myorg/new")).isEqualTo("deny"));
        }
    }

    @Test
    void aNudgeDuringALookIsNotLost() throws Exception {
        try (PolicyTown.End end = start()) {
            for (String repository : new String[] {"myorg/one", "myorg/two", "myorg/three"}) {
                town.write("policy.yaml", PolicyTown.denying(repository));
                town.push("no " + repository);
                end.git.nudge();
                end.git.nudge(); // as GitHub does for each branch of one push
            }

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(end.decision("myorg/three")).isEqualTo("deny"));
        }
    }

    private PolicyTown.End start() throws Exception {
        PolicyTown.End end = town.new End(town.plan(false), Duration.ofHours(1));
        end.file.watch();
        return end;
    }
}
