package botcreds.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitCheckoutTest {
    @TempDir
    Path folder;

    @Test
    void theScriptIsForItsOwnerOnlyAndGoesAway() throws Exception {
        try (GitCheckout checkout = prepare()) {
            assertThat(scripts())
                    .singleElement()
                    .satisfies(
                            script -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
                                    .isEqualTo("rwx------"));
            assertThat(checkout.git("version")).startsWith("git version");
        }
        assertThat(scripts()).isEmpty();
    }

    @Test
    void commitsAreTheBotsAndNoHelperOfTheMachineIsAsked() throws Exception {
        try (GitCheckout checkout = prepare()) {
            checkout.git("init", "--quiet");
            checkout.git("commit", "--quiet", "--allow-empty", "-m", "Greet", "-m", "Bot: demo-bot");
            assertThat(checkout.git("log", "-1", "--format=%an <%ae> %cn <%ce>").strip())
                    .isEqualTo("app[bot] <1+app[bot]@example.com> app[bot] <1+app[bot]@example.com>");
            assertThat(checkout.git("config", "--get-all", "credential.helper")).isBlank();
        }
    }

    @Test
    void whatGitComplainsAboutIsTold() throws Exception {
        try (GitCheckout checkout = prepare()) {
            assertThatThrownBy(
                            () -> checkout.cloneFrom(folder.resolve("nowhere").toString()))
                    .isInstanceOf(DemoFailed.class)
                    .hasMessageContaining("git clone ended with 128")
                    .hasMessageContaining("nowhere");
        }
    }

    private GitCheckout prepare() throws Exception {
        Files.createDirectories(folder.resolve("checkout"));
        return GitCheckout.prepare(folder, "checkout", "#!/bin/sh\n", "app[bot]", "1+app[bot]@example.com");
    }

    private List<Path> scripts() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(each -> each.toString().endsWith(".sh")).toList();
        }
    }
}
