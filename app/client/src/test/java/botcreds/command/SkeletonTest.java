package botcreds.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.Configuration;
import botcreds.command.config.Spans;
import botcreds.command.output.Column;
import botcreds.command.output.Format;
import botcreds.command.output.Output;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all subcommands share: settings, output, help. */
class SkeletonTest {
    private static final List<Column> COLUMNS =
            List.of(Column.id("ID", "id", "request_id"), Column.time("ASKED", "at"), Column.text("REASON", "reason"));

    @TempDir
    Path home;

    private Typed typed;

    @BeforeEach
    void start() {
        typed = new Typed(home);
        typed.clock = Clock.fixed(Instant.parse("2026-02-17T15:00:00Z"), ZoneOffset.UTC);
    }

    private static JsonObject row() {
        return JsonParser.parseString("{\"id\": \"a3f2\", \"request_id\": \"req_1\", \"at\": \"2026-02-17T14:58:00Z\","
                        + " \"reason\": \"no\\u001b[2Jtes\\u202e\", \"repos\": [\"o/a\", \"o/b\"], \"count\": 3}")
                .getAsJsonObject();
    }

    private Configuration configuration(Map<String, String> options) {
        return new Configuration(typed.surroundings(""), options);
    }

    @Test
    void aPersonReadsShortIdsAndRelativeTimes() {
        typed.terminal = true;
        typed.with("NO_COLOR", "1");
        new Output(typed.surroundings(""), Format.TABLE).list(List.of(row()), "request_id", COLUMNS);
        assertThat(typed.out().lines())
                .containsExactly("ID    ASKED          REASON", "a3f2  2 minutes ago  no [2Jtes");
    }

    @Test
    void aPipeGetsFullIdsAndExactTimesAndNoEscapes() {
        new Output(typed.surroundings(""), Format.TABLE).list(List.of(row()), "request_id", COLUMNS);
        assertThat(typed.out()).isEqualTo("req_1\t2026-02-17T14:58:00Z\tno [2Jtes \n");
    }

    @Test
    void whatIsToBeReadBeforeADeedIsAlignedInAPipeTooAndWithoutEscapes() {
        new Output(typed.surroundings(""), Format.TABLE).warn(List.of(row()), COLUMNS);
        assertThat(typed.err().lines())
                .containsExactly("ID     ASKED                 REASON", "req_1  2026-02-17T14:58:00Z  no [2Jtes");
        new Output(typed.surroundings(""), Format.TABLE).warn(List.of(), COLUMNS);
        assertThat(typed.err()).isEmpty();
    }

    @Test
    void programsGetJsonYamlOrIds() {
        new Output(typed.surroundings(""), Format.JSON).one(row(), "request_id", COLUMNS);
        assertThat(JsonParser.parseString(typed.out())).isEqualTo(row());
        new Output(typed.surroundings(""), Format.YAML).list(List.of(row()), "request_id", COLUMNS);
        assertThat(typed.out())
                .startsWith("-\n  id: \"a3f2\"\n")
                .contains("  repos:\n    - \"o/a\"\n", "  count: 3\n", "\\u202e");
        new Output(typed.surroundings(""), Format.IDS).list(List.of(row(), row()), "request_id", COLUMNS);
        assertThat(typed.out()).isEqualTo("req_1\nreq_1\n");
    }

    @Test
    void anOptionGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        Path file = Files.createDirectories(home.resolve(".config/botcreds")).resolve("config.yaml");
        Files.writeString(file, "# the broker\nurl: https://file.example   # ours\noutput: 'json'\n");

        assertThat(configuration(Map.of()).url()).isEqualTo("https://file.example");
        assertThat(configuration(Map.of()).setting("output")).contains("json");
        typed.with("BOTCREDS_URL", "https://env.example");
        assertThat(configuration(Map.of()).url()).isEqualTo("https://env.example");
        assertThat(configuration(Map.of("url", "https://option.example")).url()).isEqualTo("https://option.example");
        typed.with("BOTCREDS_CONFIG", home.resolve("none.yaml").toString());
        assertThat(configuration(Map.of()).setting("output")).isEmpty();
    }

    @Test
    void aSettingsFileThatIsNotUnderstoodIsRefusedWithItsLine() throws IOException {
        Path file = Files.writeString(home.resolve("c.yaml"), "url: https://x.example\nurls: [a]\n");
        typed.with("BOTCREDS_CONFIG", file.toString());
        assertThatThrownBy(() -> configuration(Map.of()).setting("output"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("'urls'")
                .hasMessageContaining("line 2");
    }

    @Test
    @Tag("T-96")
    void aKeyThatOthersMayReadIsRefused() throws IOException {
        Path file = Files.writeString(home.resolve("key"), "bcb_1\n");
        typed.with("BOTCREDS_API_KEY_FILE", file.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> configuration(Map.of()).apiKey()).hasMessageContaining("others");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(configuration(Map.of()).apiKey()).contains("bcb_1");
    }

    @Test
    void lengthsOfTimeAreTypedAsPeopleDo() {
        assertThat(List.of("90s", "30m", "4h", "7d", "PT4H", "12").stream().map(Spans::parse))
                .containsExactly(
                        Duration.ofSeconds(90),
                        Duration.ofMinutes(30),
                        Duration.ofHours(4),
                        Duration.ofDays(7),
                        Duration.ofHours(4),
                        Duration.ofSeconds(12));
        assertThatThrownBy(() -> Spans.parse("soon")).hasMessageContaining("'soon'");
    }

    @Test
    void helpCompletionAndVersionNeedNoBroker() {
        assertThat(typed.run("help", "exit-codes")).isZero();
        assertThat(typed.out()).contains("   7  ", " 130  ");
        assertThat(typed.run("completion", "zsh")).isZero();
        assertThat(typed.out()).contains("bashcompinit");
        assertThat(typed.run("--version")).isZero();
        assertThat(typed.out()).startsWith("botcreds ");
        assertThat(typed.run("nonsense")).isEqualTo(2);
        assertThat(typed.run("help", "nonsense")).isEqualTo(2);
        assertThat(typed.err().lines()).hasSize(2);
    }
}
