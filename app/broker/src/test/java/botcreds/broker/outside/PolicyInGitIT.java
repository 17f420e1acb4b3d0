package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.sandbox.github.HostedRepository;
import botcreds.sandbox.slack.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A team whose policy is in git: remembered by pull request, merged, forged, and gone for a while. */
final class PolicyInGitIT {
    /** Two looks, on a machine that does other things too. */
    private static final Duration LOOKED = Duration.ofMinutes(3);

    @TempDir
    Path parent;

    @Test
    @Tag("T-55")
    void aRuleIsProposedMergedAndOutlivesForgeryAndAbsenceOfTheRemote() throws Exception {
        try (Town town = new Town(parent)) {
            HostedRepository hosted = town.gitHub.createRepository("myorg/policy");
            Path clone = parent.resolve("clone");
            GitCommand.run(parent, "clone", "-q", hosted.gitDirectory().toString(), clone.toString());
            Files.copy(town.policy(), clone.resolve("policy.yaml"));
            commit(clone, "the policy");
            GitCommand.run(clone, "push", "-q", "origin", "HEAD:main");
            Files.delete(town.policy());
            town.settings.put("BOTCREDS_POLICY_GIT", town.gitHub.url() + "/myorg/policy.git#main");
            town.startBroker();

            Reply pending = town.machina
                    .request(Bot.ask("myorg/new-project", "contents:write"))
                    .expect(202);
            Message card = town.card(pending, "request_remember");
            town.clicks(ALICE, pending, "request_remember");
            town.machina.poll(pending.requestId(), 50).expect(200);
            Message receipt = town.cardShowing(card, "pull request #1 opened");
            assertThat(receipt.shown()).contains(town.gitHub.url() + "/myorg/policy/pull/1");
            town.machina.request(Bot.ask("myorg/new-project", "contents:write")).expect(202);

            GitCommand.run(clone, "fetch", "-q", "origin");
            String branch = GitCommand.run(clone, "branch", "-r", "--list", "origin/botcreds/*")
                    .strip();
            String before = GitCommand.run(clone, "rev-parse", "HEAD").strip();
            GitCommand.run(clone, "merge", "-q", "--ff-only", branch);
            GitCommand.run(clone, "push", "-q", "origin", "HEAD:main");
            String merged = GitCommand.run(clone, "rev-parse", "HEAD").strip();
            Awaitility.await()
                    .atMost(LOOKED)
                    .until(() -> town.ops("/readyz?verbose").text().contains("policy: commit " + merged));
            Reply auto = town.machina
                    .request(Bot.ask("myorg/new-project", "contents:write"))
                    .expect(200);
            assertThat(auto.field("approval")).isEqualTo("auto");

            GitCommand.run(clone, "push", "-q", "-f", "origin", before + ":main");
            town.slack.awaitMessage(message -> message.shown().contains("was rewound or replaced"), LOOKED);
            town.broker().close();
            town.gitHub.repositories().delete("myorg/policy");
            town.startBroker();
            assertThat(town.ops("/readyz?verbose").text()).contains("policy: commit " + merged);
            assertThat(town.admin.send("GET", "/v1/rules", "").expect(200).text())
                    .contains("\"commit\":\"" + merged + "\"", "\"trouble\":");
            assertThat(town.admin
                            .send("GET", "/v1/audit?event=policy_changed", "")
                            .expect(200)
                            .text())
                    .contains("\"policy_commit\":\"" + merged + "\"");
            town.machina.request(Bot.ask("myorg/new-project", "issues:write")).expect(202);
            assertThat(Double.parseDouble(town.metric("botcreds_policy_stale_seconds")))
                    .isPositive();
        }
    }

    private static void commit(Path clone, String message) throws Exception {
        GitCommand.run(clone, "add", "-A");
        GitCommand.run(clone, "-c", "user.name=Paula", "-c", "user.email=p@example", "commit", "-q", "-m", message);
    }
}
