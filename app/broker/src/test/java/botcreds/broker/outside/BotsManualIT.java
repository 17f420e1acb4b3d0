package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.outside.Shell.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every example of app/docs/bots.md that is marked to be run, word for word but for GitHub's address. */
class BotsManualIT {
    private static final Pattern EXAMPLE = Pattern.compile("<!-- run -->\n```sh\n(.*?)```", Pattern.DOTALL);
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    @TempDir
    Path directory;

    @TestFactory
    List<DynamicTest> theExamplesWork() throws Exception {
        String manual = Files.readString(PROJECT.resolve("docs/bots.md"));
        List<String> examples = EXAMPLE.matcher(manual)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertThat(examples).hasSize(6);
        return examples.stream()
                .map(example ->
                        DynamicTest.dynamicTest(example.lines().findFirst().orElse(""), () -> run(example)))
                .toList();
    }

    private void run(String example) throws Exception {
        try (Town town = ManualTown.start(directory)) {
            Shell shell = new Shell(town);
            shell.environment.put("PYTHONPATH", PROJECT.resolve("python").toString());
            String gitHub = shell.environment.get("BOTCREDS_GITHUB_URL");

            Outcome outcome = shell.run("set -e\n"
                    + example.replace("https://github.com", gitHub)
                            .replace(
                                    "https://x-access-token:$(cat token)@github.com",
                                    gitHub.replace("://", "://x-access-token:$(cat token)@")));

            assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
            if (example.contains("--format=%B")) {
                assertThat(outcome.out()).contains("Bot: machina-bot");
            }
            if (example.contains("botcreds mcp")) {
                assertThat(outcome.out())
                        .contains("Approved: contents:write on myorg/repo-a")
                        .doesNotContain("ghs_");
            }
            if (example.contains("exec-credential")) {
                assertThat(outcome.out()).contains("ghs_", "expirationTimestamp");
            }
        }
    }
}
