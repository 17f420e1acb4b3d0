package botcreds.broker.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without any network: settings and policy as they lie there. */
class CheckTest {
    @TempDir
    Path folder;

    private final ScriptedTerminal terminal = new ScriptedTerminal();

    private int run(Map<String, String> environment, String... words) {
        return new Commands(
                        environment,
                        terminal,
                        Clock.systemUTC(),
                        files -> {
                            throw new AssertionError("no certificate is looked at");
                        },
                        (git, gitHub) -> {
                            throw new AssertionError("no git is asked");
                        },
                        "test")
                .run(List.of(words));
    }

    @Test
    void aPolicyAloneNeedsNoSettings() throws IOException {
        Path good = Files.writeString(folder.resolve("good.yaml"), Site.POLICY);
        assertThat(run(Map.of(), "check", good.toString())).isZero();

        Path bad = Files.writeString(folder.resolve("bad.yaml"), Site.POLICY + """
                tests:
                  - {bot: machina-bot, repo: myorg/repo-a, permissions: [contents:read], expect: deny}
                """);
        assertThat(run(Map.of(), "check", bad.toString())).isEqualTo(1);
        assertThat(terminal.screen()).contains("bad.yaml line 10").contains("1 failed");
    }

    @Test
    void settingsAndPolicyAreReadTogether() throws IOException {
        Path file = Files.writeString(folder.resolve("b.env"), """
                GITHUB_APP_ID=abc
                BOTCREDS_POLICY=%s
                export SLACK_BOT_TOKEN=xoxb-1
                """.formatted(folder.resolve("none.yaml")));

        assertThat(run(Map.of(), "check", "--settings", file.toString())).isEqualTo(1);

        assertThat(terminal.screen())
                .contains("b.env line 3: write NAME=value")
                .contains("GITHUB_APP_ID: this is not a number")
                .contains("none.yaml: The policy file is not there");
    }

    @Test
    void wordsThatAreNoneAreRefusedWithWhatThereIs() {
        assertThat(run(Map.of(), "chekc")).isEqualTo(2);
        assertThat(run(Map.of(), "check", "--polcy=x")).isEqualTo(2);
        assertThat(run(Map.of(), "check", "one", "two")).isEqualTo(2);
        assertThat(run(Map.of(), "doctor", "-o", "yaml")).isEqualTo(2);
        assertThat(run(Map.of(), "setup", "--settings")).isEqualTo(2);
        assertThat(run(Map.of(), "setup", "--bot=a", "--bot=b")).isEqualTo(2);

        assertThat(terminal.complaints())
                .contains(
                        "\"chekc\" is no word of the broker",
                        "There is no option --polcy here",
                        "\"two\" is one word too many")
                .contains("-o takes json or text", "--settings needs a value", "--bot stands there twice");
    }

    @Test
    void namesFromOutsideCannotSteerATerminal() throws IOException {
        Path odd = folder.resolve("odd\u001b[2Jname.yaml");

        assertThat(run(Map.of(), "check", odd.toString())).isEqualTo(1);

        assertThat(terminal.screen()).contains("odd\uFFFD[2Jname.yaml").doesNotContain("\u001b");
    }
}
