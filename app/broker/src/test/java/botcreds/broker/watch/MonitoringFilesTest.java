package botcreds.broker.watch;

import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.github.CallObserver;
import botcreds.broker.github.InstallationBudget;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard, the rules and the manual name is what the broker exports. */
class MonitoringFilesTest {
    private static final Path DOCS =
            Path.of("").toAbsolutePath().resolve("../docs").normalize();
    private static final Path MONITORING = DOCS.resolve("monitoring");
    private static final Pattern NAME = Pattern.compile("botcreds_[a-z_]+");
    private static final Pattern SELECTOR = Pattern.compile("(botcreds_[a-z_]+)\\{([^}]*)}");
    private static final Pattern GROUPING =
            Pattern.compile("by \\(([a-z_, ]+)\\) \\((?:rate|increase)\\((botcreds_[a-z_]+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=~?\"([^\"]*)\"");

    @TempDir
    Path directory;

    @Test
    void everyMetricAndLabelOfTheDashboardAndTheRulesIsExported() throws Exception {
        try (Watched watched = new Watched(directory)) {
            String exported = everything(watched);
            Set<String> names = matches(NAME, exported);

            for (String expression : expressions()) {
                assertThat(names).as(expression).containsAll(matches(NAME, expression));
                for (String[] use : labels(expression)) {
                    assertThat(exported.lines())
                            .as("%s of %s in %s", use[1], use[0], expression)
                            .anyMatch(line -> line.startsWith(use[0] + "{") && line.matches(".*[{,]" + use[1] + "=.*"));
                }
            }
        }
    }

    @Test
    void theManualListsWhatIsExportedAndNothingElse() throws Exception {
        try (Watched watched = new Watched(directory)) {
            Set<String> exported = everything(watched)
                    .lines()
                    .filter(line -> line.startsWith("# TYPE "))
                    .map(line -> line.split(" ", -1)[2])
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> listed = Files.readString(DOCS.resolve("operations.md"))
                    .lines()
                    .filter(line -> line.startsWith("| `botcreds_"))
                    .flatMap(line -> matches(NAME, line.split("\\|", -1)[1]).stream())
                    .filter(name -> !name.startsWith("botcreds_slack_"))
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(listed).isEqualTo(exported);
        }
    }

    @Test
    void theManualExplainsEveryAlert() throws Exception {
        String manual = Files.readString(DOCS.resolve("operations.md"));
        for (Alarm alarm : Alarm.values()) {
            assertThat(manual).contains("| `" + alarm.word() + "` |");
        }
        for (JsonNode rule : rules()) {
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/action").asText()).isNotBlank();
        }
    }

    @Test
    void theDashboardIsForAnyPrometheus() throws Exception {
        JsonNode dashboard =
                new ObjectMapper().readTree(MONITORING.resolve("dashboard.json").toFile());
        assertThat(dashboard.path("uid").asText()).isEqualTo("botcreds");
        assertThat(dashboard.findValues("datasource"))
                .extracting(each -> each.path("uid").asText())
                .containsOnly("${datasource}");
    }

    @Test
    void promtoolAgreesWithTheRules() throws Exception {
        Assumptions.assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
                "SKIPPED: promtool is not installed (Debian: prometheus), so the alert rules were not tried out");
        Process promtool = new ProcessBuilder("promtool", "test", "rules", "alerts.test.yml")
                .directory(MONITORING.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(promtool.exitValue()).as(said).isZero();
    }

    /** Metrics with labels show once something has happened. */
    private static String everything(Watched watched) {
        for (String name : List.of(
                "botcreds_parked_polls",
                "botcreds_store_healthy",
                "botcreds_audit_write_failures_total",
                "botcreds_policy_stale_seconds",
                "botcreds_app_keys",
                "botcreds_app_key_place",
                "botcreds_app_key_reload_success",
                "botcreds_older_seals",
                "botcreds_nodes",
                "botcreds_on_duty")) {
            watched.watch.add(name, "Kept elsewhere.", () -> 1);
        }
        watched.house.gitHub.budgets = List.of(new InstallationBudget(
                7, 4000, 5000, watched.house.clock.instant().plusSeconds(600)));
        watched.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        watched.watch
                .gitHub()
                .called(new CallObserver.Observed(
                        CallObserver.Account.APP,
                        CallObserver.Ending.LOST,
                        Duration.ofMillis(1),
                        Optional.of(new CallObserver.Budget(1, 2)),
                        Optional.empty()));
        watched.awaitLine("botcreds_credentials_live{bot=\"machina-bot\"} 1.0");
        return watched.watch.metrics();
    }

    private static List<String> expressions() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(MONITORING.resolve("dashboard.json").toFile());
        List<String> all = new ArrayList<>(dashboard.findValuesAsText("expr"));
        all.add(dashboard.at("/templating/list/1/definition").asText());
        rules().forEach(rule -> all.add(rule.path("expr").asText()));
        return all;
    }

    private static Iterable<JsonNode> rules() throws IOException {
        return new YAMLMapper()
                .readTree(MONITORING.resolve("alerts.yml").toFile())
                .at("/groups/0/rules");
    }

    private static Set<String> matches(Pattern pattern, String text) {
        Set<String> found = new HashSet<>();
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            found.add(matcher.group());
        }
        return found;
    }

    private static List<String[]> labels(String expression) {
        List<String[]> uses = new ArrayList<>();
        for (Matcher selector = SELECTOR.matcher(expression); selector.find(); ) {
            for (Matcher label = LABEL.matcher(selector.group(2)); label.find(); ) {
                uses.add(new String[] {selector.group(1), label.group(1)});
            }
        }
        for (Matcher grouping = GROUPING.matcher(expression); grouping.find(); ) {
            for (String label : grouping.group(1).split(", ", -1)) {
                uses.add(new String[] {grouping.group(2), label});
            }
        }
        return uses;
    }
}
