package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second broker on the same PostgreSQL that is not set like the first. */
final class NodesDisagreeIT {
    private static final Duration TIME_TO_FOLLOW_AND_MORE = Duration.ofMinutes(4);

    @TempDir
    Path parent;

    @Test
    void anotherKeyOrAppDoesNotStartAndAnotherPolicyIsTold() throws Exception {
        try (PostgresServer database = new PostgresServer(parent.resolve("postgresql"));
                Town town = new Town(parent)) {
            town.settings.put("BOTCREDS_DATABASE_URL", database.jdbcUrl());
            town.settings.put("BOTCREDS_SEAL_KEY", key("one"));
            BrokerProcess first = town.startBroker();

            assertThat(refusal(town, Map.of("BOTCREDS_SEAL_KEY", key("another"))))
                    .contains("BOTCREDS_SEAL_KEY")
                    .contains("the one at " + first.pid() + "@")
                    .contains("Give both the same keys");
            assertThat(refusal(town, Map.of("GITHUB_APP_ID", "4711")))
                    .contains("GITHUB_APP_ID")
                    .contains("the one at " + first.pid() + "@");
            assertThat(town.metric("botcreds_nodes")).isEqualTo("1.0");

            Path edited = town.directory.resolve("edited.yaml");
            Files.writeString(edited, Files.readString(town.policy()) + "# edited on this node alone\n");
            try (BrokerProcess second = town.startAnother(Map.of(
                    "BOTCREDS_POLICY", edited.toString(),
                    "BOTCREDS_DATA", town.directory.resolve("two").toString()))) {
                Awaitility.await("both are seen to disagree")
                        .atMost(TIME_TO_FOLLOW_AND_MORE)
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> town.metric("botcreds_nodes_disagreeing").equals("1.0"));
                town.slack.awaitMessage(
                        message -> message.shown().contains("do not go by the same")
                                && message.shown().contains(second.pid() + "@"),
                        BrokerProcess.PATIENCE);
                Reply ready = town.ops("/readyz?verbose");
                assertThat(ready.status())
                        .as("a policy is changed on one after the other")
                        .isEqualTo(200);
                assertThat(ready.text()).contains("nodes: 2 alive; " + second.pid() + "@");

                Files.copy(edited, town.policy(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                Awaitility.await("they agree again")
                        .atMost(BrokerProcess.PATIENCE)
                        .until(() -> town.metric("botcreds_nodes_disagreeing").equals("0.0"));
            }
        }
    }

    private static String refusal(Town town, Map<String, String> changed) {
        Map<String, String> its = new TreeMap<>(town.settings);
        its.put("BOTCREDS_DATA", town.directory.resolve("refused").toString());
        its.putAll(changed);
        try (BrokerProcess broker = BrokerProcess.launch(town.directory, its)) {
            assertThat(broker.awaitExit(BrokerProcess.PATIENCE)).isEqualTo(2);
            assertThat(broker.output()).doesNotContain("ready: ");
            return broker.errors();
        }
    }

    private static String key(String of) {
        return Base64.getEncoder().encodeToString(Bot.sha256(of));
    }
}
