package botcreds.broker.gitpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is too much for a policy, in few bytes on the wire. */
@Tag("T-55")
class LargePolicyTest {
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
    void aFileLargerThanAnyPolicyIsRefusedAndTheLastGoodStays() throws Exception {
        try (PolicyTown.End end = town.start()) {
            town.write(
                    "policy.yaml",
                    PolicyTown.POLICY.replace("      - repo: myorg/infrastructure", "      - repo: a/b")
                            + "# nothing\n".repeat(9 * 1024 * 1024 / 10));
            town.push("nine mebibytes");
            end.look();
            end.look();

            assertThat(town.refused).singleElement().asString().contains("8 MiB");
            assertThat(end.decision("myorg/infrastructure")).isEqualTo("deny");

            town.write("policy.yaml", PolicyTown.denying("myorg/new"));
            town.push("small again");
            end.look();
            assertThat(end.decision("myorg/new")).isEqualTo("deny");
        }
    }

    @Test
    void aRepositoryOfTooManyFilesIsRefusedAndTheLastGoodStays() throws Exception {
        try (PolicyTown.End end = town.start()) {
            importFiles(Patience.MOST_OBJECTS + 1);
            end.look();
            end.look();

            assertThat(town.refused)
                    .singleElement()
                    .asString()
                    .startsWith("repository_too_large")
                    .contains("200000 objects", "repository of its own");
            assertThat(end.decision("myorg/infrastructure")).isEqualTo("deny");

            PolicyTown.git(town.hosted.gitDirectory(), "update-ref", "refs/heads/main", town.head());
            town.write("policy.yaml", PolicyTown.denying("myorg/new"));
            town.push("few files again");
            end.look();
            assertThat(end.decision("myorg/new")).isEqualTo("deny");
        }
    }

    /** A commit of that many small files on top of the branch, by git's own fast-import. */
    private void importFiles(int many) throws Exception {
        Path stream = directory.resolve("stream");
        try (Writer out = Files.newBufferedWriter(stream)) {
            out.write("commit refs/heads/main\ncommitter P <p@example> 1790000000 +0000\ndata 4\nmany\n");
            out.write("from refs/heads/main^0\n");
            for (int file = 0; file < many; file++) {
                out.write("M 100644 inline files/" + file / 500 + "/" + file + "\ndata 6\n" + (100_000 + file) + "\n");
            }
        }
        Process made = new ProcessBuilder("git", "fast-import", "--quiet")
                .directory(town.hosted.gitDirectory().toFile())
                .redirectInput(stream.toFile())
                .inheritIO()
                .redirectInput(stream.toFile())
                .start();
        assertThat(made.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
    }
}
