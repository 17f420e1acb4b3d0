package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What monitoring reads from the packaged broker. */
final class MetricsIT {
    private static final Path DOCS =
            Path.of("").toAbsolutePath().resolve("../docs").normalize();
    private static final Pattern NAME = Pattern.compile("botcreds_[a-z_]+[a-z]");

    @TempDir
    static Path parent;

    private static Town town;

    @BeforeAll
    static void open() {
        town = new Town(parent);
        town.startBroker();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void everyNameInTheManualTheDashboardAndTheRulesIsExported() throws Exception {
        town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);
        awaitIn("botcreds_credentials_live{bot=\"machina-bot\"} 1.0");

        Set<String> exported = town.metrics()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = new TreeSet<>();
        for (String file : new String[] {"operations.md", "monitoring/dashboard.json", "monitoring/alerts.yml"}) {
            for (Matcher name = NAME.matcher(Files.readString(DOCS.resolve(file))); name.find(); ) {
                named.add(name.group().replaceAll("_(bucket|count|sum)$", ""));
            }
        }
        // Shown once GitHub has told a limit or failed.
        named.removeAll(Set.of(
                "botcreds_github_errors_total",
                "botcreds_github_rate_limit_limit",
                "botcreds_github_rate_limit_remaining"));
        assertThat(exported).containsAll(named);
    }

    @Test
    @Tag("T-97")
    void noNameOfARepositoryIsInIt() throws Exception {
        town.machina.request(Bot.ask("myorg/repo-a", "issues:write")).expect(200);
        awaitIn("botcreds_credentials_issued_total{approval=\"auto\",bot=\"machina-bot\"}");

        assertThat(town.metrics()).doesNotContain("myorg", "repo-a", "tok_", "req_", "ghs_", "U0");
    }

    private static void awaitIn(String part) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> town.metrics().contains(part));
    }
}
