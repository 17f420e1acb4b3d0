package botcreds.broker.gitpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.policy.PolicyOrigin;
import botcreds.broker.policy.PolicyRejected;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which commits come to count, over real git and smart HTTP, by tokens of the broker's own App. */
@Tag("T-55")
class FetchedPolicyTest {
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
    void aFastForwardCountsAndIsKnownByItsCommit() throws Exception {
        try (PolicyTown.End end = town.start()) {
            assertThat(end.commit()).isEqualTo(town.head());
            assertThat(end.decision("myorg/new")).isEqualTo("ask");

            town.write("policy.yaml", PolicyTown.denying("myorg/new"));
            String commit = town.push("no new one");
            end.look();

            assertThat(end.decision("myorg/new")).isEqualTo("deny");
            assertThat(end.commit()).isEqualTo(commit);
            assertThat(town.changed).hasSize(1);
            assertThat(town.refused).isEmpty();
        }
    }

    @Test
    void aCommitThatLeavesThePolicyAloneIsWhatIsConfirmed() throws Exception {
        try (PolicyTown.End end = town.start()) {
            town.write("README.md", "Other things\n");
            String commit = town.push("something else");
            town.clock.advance(Duration.ofMinutes(3));
            end.look();

            PolicyOrigin origin = end.file.origin().orElseThrow();
            assertThat(origin.commit()).isEqualTo(commit);
            assertThat(origin.confirmedAt()).isEqualTo(town.clock.instant());
            assertThat(origin.since()).isEqualTo(town.clock.instant());
            assertThat(town.changed).isEmpty();
        }
    }

    @Test
    void whatCountedLastCountsOverARestartWhileTheRemoteIsGone() throws Exception {
        String commit;
        Instant since;
        try (PolicyTown.End end = town.start()) {
            commit = end.commit();
            since = end.file.origin().orElseThrow().since();
            town.gitHub.repositories().delete("myorg/policy");
            town.clock.advance(Duration.ofMinutes(7));
            end.look();

            PolicyOrigin origin = end.file.origin().orElseThrow();
            assertThat(end.decision("myorg/infrastructure")).isEqualTo("deny");
            assertThat(Duration.between(origin.confirmedAt(), town.clock.instant()))
                    .isEqualTo(Duration.ofMinutes(7));
            assertThat(origin.trouble()).isPresent();
            assertThat(town.refused).isEmpty();
        }
        try (PolicyTown.End again = town.start()) {
            assertThat(again.commit()).isEqualTo(commit);
            assertThat(again.file.origin().orElseThrow().since()).isEqualTo(since);
            assertThat(again.decision("myorg/infrastructure")).isEqualTo("deny");
        }
    }

    @Test
    void withoutAnythingThatEverCountedNothingStarts() {
        town.gitHub.repositories().delete("myorg/policy");

        assertThatThrownBy(town::start).isInstanceOf(PolicyRejected.class);
    }

    @Test
    void aRewoundBranchKeepsTheLastGoodPolicyAndIsTold() throws Exception {
        String first = town.head();
        town.write("policy.yaml", PolicyTown.denying("myorg/new"));
        String second = town.push("a deny");
        try (PolicyTown.End end = town.start()) {
            PolicyTown.git(town.clone, "push", "-q", "-f", "origin", first + ":main");
            end.look();
            end.look();

            assertThat(end.decision("myorg/new")).isEqualTo("deny");
            assertThat(end.commit()).isEqualTo(second);
            assertThat(town.refused)
                    .singleElement()
                    .asString()
                    .startsWith("history_rewound")
                    .contains(first, second);
        }
        try (PolicyTown.End again = town.start()) {
            assertThat(again.decision("myorg/new")).isEqualTo("deny");
        }
    }

    @Test
    void aForgedHistoryIsRefusedUntilItDescendsFromWhatCounts() throws Exception {
        try (PolicyTown.End end = town.start()) {
            String counts = end.commit();
            PolicyTown.git(town.clone, "checkout", "-q", "--orphan", "forged");
            town.write(
                    "policy.yaml",
                    PolicyTown.POLICY
                            .replace("      - repo: myorg/infrastructure", "      - repo: a/b")
                            .replaceAll("(?s)tests:.*", ""));
            PolicyTown.git(town.clone, "add", "-A");
            PolicyTown.git(town.clone, "commit", "-q", "-m", "mine now");
            PolicyTown.git(town.clone, "push", "-q", "-f", "origin", "HEAD:main");
            end.look();
            assertThat(end.decision("myorg/infrastructure")).isEqualTo("deny");
            assertThat(town.refused).singleElement().asString().startsWith("history_rewound");

            PolicyTown.git(
                    town.clone, "merge", "-q", "--allow-unrelated-histories", "-s", "ours", "-m", "meant", counts);
            PolicyTown.git(town.clone, "push", "-q", "origin", "HEAD:main");
            end.look();

            assertThat(end.decision("myorg/infrastructure")).isEqualTo("ask");
        }
    }

    @Test
    void aNodeThatStartsAnewTrustsWhatAnotherSawCount() throws Exception {
        String first = town.head();
        try (PolicyTown.End one = town.start();
                PolicyTown.End other = town.start()) {
            town.write("policy.yaml", PolicyTown.denying("myorg/new"));
            town.push("a deny");
            one.look();
            PolicyTown.git(town.clone, "push", "-q", "-f", "origin", first + ":main");
            other.look();

            assertThat(one.decision("myorg/new")).isEqualTo("deny");
        }
        try (PolicyTown.End third = town.start()) {
            assertThat(third.decision("myorg/new")).isEqualTo("deny");
        }
    }

    @Test
    void moreCommitsThanAreFetchedAtOnceAreStillAFastForward() throws Exception {
        try (PolicyTown.End end = town.start()) {
            for (int commit = 0; commit < 70; commit++) {
                PolicyTown.git(town.clone, "commit", "-q", "--allow-empty", "-m", "commit " + commit);
            }
            String head = town.push("the last");
            end.look();

            assertThat(end.commit()).isEqualTo(head);
            assertThat(town.refused).isEmpty();
        }
    }

    @Test
    void aPolicyWithErrorsOrFailingTestsIsRefusedAndTheLastGoodStays() throws Exception {
        try (PolicyTown.End end = town.start()) {
            town.write(
                    "policy.yaml",
                    PolicyTown.POLICY.replace("      - repo: myorg/infrastructure", "      - repo: a/b"));
            town.push("breaks its own test");
            end.look();

            assertThat(end.decision("myorg/infrastructure")).isEqualTo("deny");
            assertThat(town.refused).hasSize(1);
        }
    }

    @Test
    void aLinkAFolderOrASubmoduleInThePolicysPlaceIsNone() throws Exception {
        try (PolicyTown.End end = town.start()) {
            Files.delete(town.clone.resolve("policy.yaml"));
            Files.createSymbolicLink(town.clone.resolve("policy.yaml"), Path.of("/etc/passwd"));
            town.push("a link");
            end.look();
            Files.delete(town.clone.resolve("policy.yaml"));
            town.write("policy.yaml/inner.yaml", PolicyTown.POLICY);
            town.push("a folder");
            end.look();
            PolicyTown.git(town.clone, "rm", "-q", "-r", "policy.yaml");
            PolicyTown.git(
                    town.clone, "update-index", "--add", "--cacheinfo", "160000," + town.head() + ",policy.yaml");
            PolicyTown.git(town.clone, "commit", "-q", "-m", "a submodule");
            PolicyTown.git(town.clone, "push", "-q", "origin", "HEAD:main");
            end.look();

            assertThat(town.refused)
                    .hasSize(3)
                    .allMatch(each -> each.startsWith("policy_not_a_file"))
                    .satisfiesExactly(
                            link -> assertThat(link).contains("a symbolic link"),
                            folder -> assertThat(folder).contains("a folder"),
                            module -> assertThat(module).contains("a submodule"));
            assertThat(end.decision("myorg/infrastructure")).isEqualTo("deny");
        }
    }

    @Test
    void aLinkedFolderOnTheWayLeadsNowhere() throws Exception {
        Files.createSymbolicLink(town.clone.resolve("team"), Path.of("."));
        town.push("a linked folder");

        assertThatThrownBy(() -> town.new End(town.at(town.source("main", "team/policy.yaml"))))
                .isInstanceOf(PolicyRejected.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void aBranchOrFileThatIsNotThereIsSaidAtOnce() throws Exception {
        assertThatThrownBy(() -> town.new End(town.at(town.source("production", "policy.yaml"))))
                .isInstanceOf(PolicyRejected.class)
                .hasMessageContaining("no branch production");
        try (PolicyTown.End end = town.start()) {
            PolicyTown.git(town.clone, "push", "-q", "origin", "HEAD:other");
            PolicyTown.git(hostedFolder(), "update-ref", "-d", "refs/heads/main");
            end.look();

            assertThat(town.refused).singleElement().asString().startsWith("branch_missing");
            assertThat(end.decision("myorg/infrastructure")).isEqualTo("deny");
        }
    }

    @Test
    void anotherBranchThatMovesChangesNothing() throws Exception {
        try (PolicyTown.End end = town.start()) {
            town.write("policy.yaml", PolicyTown.POLICY.replace("myorg/infrastructure", "myorg/new"));
            PolicyTown.git(town.clone, "commit", "-q", "-a", "-m", "elsewhere");
            PolicyTown.git(town.clone, "push", "-q", "origin", "HEAD:feature");
            end.look();

            assertThat(end.decision("myorg/new")).isEqualTo("ask");
        }
    }

    @Test
    void aRepositoryThatIsTooLargeIsNotTakenIn() throws Exception {
        try (PolicyTown.End end = town.start()) {
            byte[] noise = new byte[40 * 1024 * 1024];
            new Random(55).nextBytes(noise);
            Files.write(town.clone.resolve("noise.bin"), noise);
            town.push("a huge file");
            end.look();

            assertThat(town.refused).singleElement().asString().startsWith("repository_too_large");
            assertThat(end.decision("myorg/infrastructure")).isEqualTo("deny");
        }
    }

    @Test
    void hooksAndSubmodulesInTheRepositoryAreNeverRunOrFollowed() throws Exception {
        Path ran = directory.resolve("ran");
        for (String hook : new String[] {"post-checkout", "pre-push", "reference-transaction"}) {
            town.write("hooks/" + hook, "#!/bin/sh\ntouch " + ran + "\n");
            town.write(".githooks/" + hook, "#!/bin/sh\ntouch " + ran + "\n");
        }
        town.write(".gitmodules", "[submodule \"x\"]\n  path = x\n  url = file:///etc\n");
        town.push("hooks");
        try (PolicyTown.End end = town.start()) {
            assertThat(end.decision("myorg/infrastructure")).isEqualTo("deny");
            assertThat(ran).doesNotExist();
        }
    }

    private Path hostedFolder() {
        return town.hosted.gitDirectory();
    }
}
