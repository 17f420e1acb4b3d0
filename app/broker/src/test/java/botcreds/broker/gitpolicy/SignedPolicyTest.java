package botcreds.broker.gitpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.policy.PolicyRejected;
import botcreds.broker.policy.Remembered;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heads that must be signed, by keys and signatures of the real ssh-keygen and git. */
@Tag("T-55")
class SignedPolicyTest {
    @TempDir
    Path directory;

    private PolicyTown town;
    private Path signers;

    @BeforeEach
    void build() throws Exception {
        town = new PolicyTown(directory);
        keygen("paula");
        keygen("mallory");
        signers = Files.writeString(
                directory.resolve("signers"),
                "p@example namespaces=\"git\" " + Files.readString(directory.resolve("paula.pub")));
    }

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void aHeadSignedByAListedKeyCounts() throws Exception {
        town.write("policy.yaml", PolicyTown.denying("myorg/new"));
        signed("paula");
        try (PolicyTown.End end = start()) {
            assertThat(end.decision("myorg/new")).isEqualTo("deny");

            town.write("policy.yaml", PolicyTown.denying("myorg/other"));
            signed("paula");
            end.look();
            assertThat(end.decision("myorg/other")).isEqualTo("deny");
            assertThat(town.refused).isEmpty();
        }
    }

    @Test
    void unsignedOrSignedBySomebodyElseItIsRefused() throws Exception {
        assertThatThrownBy(this::start).isInstanceOf(PolicyRejected.class).hasMessageContaining("is not signed");
        signed("paula");
        try (PolicyTown.End end = start()) {
            town.write("policy.yaml", PolicyTown.POLICY.replaceAll("(?s)    deny:.*", ""));
            town.push("no deny");
            end.look();
            signed("mallory");
            end.look();

            assertThat(end.decision("myorg/infrastructure")).isEqualTo("deny");
            assertThat(town.refused)
                    .satisfiesExactly(
                            first -> assertThat(first)
                                    .startsWith("commit_not_signed")
                                    .contains("is not signed"),
                            second -> assertThat(second)
                                    .startsWith("commit_not_signed")
                                    .contains("a key that may sign"));
        }
    }

    @Test
    void aSignatureOfAnotherCommitIsNone() throws Exception {
        signed("paula");
        String commit = PolicyTown.git(town.clone, "cat-file", "commit", "HEAD");
        Path forged = Files.writeString(
                directory.resolve("forged"), commit.replace("signed by paula", "not by paula") + "\n");
        String id = PolicyTown.git(town.clone, "hash-object", "-t", "commit", "-w", forged.toString());
        PolicyTown.git(town.clone, "push", "-q", "-f", "origin", id + ":main");

        assertThatThrownBy(this::start).isInstanceOf(PolicyRejected.class).hasMessageContaining("a key that may sign");
    }

    @Test
    void aProposedRuleCountsOnceSomebodyWhoMaySignsItsMerge() throws Exception {
        signed("paula");
        try (PolicyTown.End end = start()) {
            assertThat(end.remember("myorg/new")).isInstanceOf(Remembered.Proposed.class);
            PolicyTown.git(town.clone, "fetch", "-q", "origin");
            PolicyTown.git(town.clone, "merge", "-q", "--ff-only", "origin/botcreds/remember-myorg-new");
            PolicyTown.git(town.clone, "push", "-q", "origin", "HEAD:main");
            end.look();
            end.look();
            assertThat(end.decision("myorg/new")).isEqualTo("ask");
            assertThat(town.refused).singleElement().asString().startsWith("commit_not_signed");

            signed("paula");
            end.look();
            end.look();

            assertThat(end.decision("myorg/new")).isEqualTo("auto");
            assertThat(town.mended).hasSize(1);
        }
    }

    @Test
    void aSignatureOfGpgIsNotReadAndItIsSaidWhatToDo() throws Exception {
        signed("paula");
        try (PolicyTown.End end = start()) {
            String counts = end.commit();
            String tree = PolicyTown.git(town.clone, "rev-parse", "HEAD^{tree}");
            Path signed = Files.writeString(
                    directory.resolve("by-gpg"),
                    "tree " + tree + "\nparent " + counts + "\nauthor P <p@example> 1790000000 +0000\n"
                            + "committer P <p@example> 1790000000 +0000\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n"
                            + " iHUEABYKAB0WIQTO\n -----END PGP SIGNATURE-----\n\nmerged on a page\n");
            String id = PolicyTown.git(town.clone, "hash-object", "-t", "commit", "-w", signed.toString());
            PolicyTown.git(town.clone, "push", "-q", "origin", id + ":main");
            end.look();

            assertThat(end.commit()).isEqualTo(counts);
            assertThat(town.refused)
                    .singleElement()
                    .asString()
                    .startsWith("commit_not_signed")
                    .contains("GPG", "only ssh signatures are read", "signs a commit on top of it");
        }
    }

    private PolicyTown.End start() throws PolicyRejected {
        GitPlan plan = town.plan(false);
        return town.new End(new GitPlan(
                plan.source(), plan.atGitHub(), Optional.empty(), Optional.empty(), Optional.of(signers), false));
    }

    private void signed(String who) {
        PolicyTown.git(town.clone, "add", "-A");
        PolicyTown.git(
                town.clone,
                "-c",
                "gpg.format=ssh",
                "-c",
                "user.signingkey=" + directory.resolve(who),
                "commit",
                "-q",
                "-S",
                "--allow-empty",
                "-m",
                "signed by " + who);
        PolicyTown.git(town.clone, "push", "-q", "origin", "HEAD:main");
    }

    private void keygen(String name) throws Exception {
        Process made = new ProcessBuilder(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-C",
                        name,
                        "-f",
                        directory.resolve(name).toString())
                .start();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
}
