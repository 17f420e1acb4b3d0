package botcreds.broker.outside;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A town with the repositories that the clients' manuals name, and a running broker that lets machina-bot into them. */
final class ManualTown {
    private ManualTown() {}

    static Town start(Path parent) throws IOException {
        Town town = new Town(parent);
        writePolicy(town);
        town.startBroker();
        awaitAuthor(town);
        return town;
    }

    private static void writePolicy(Town town) throws IOException {
        town.gitHub.createRepository("myorg/target-repo");
        town.gitHub.createRepository("myorg/repo");
        Files.writeString(town.policy(), """
                approvers: [U012ALICE]
                channel: C0APPROVALS
                bots:
                  machina-bot:
                    identity: {type: api_key, sha256: %s}
                    auto_approve:
                      - {repo: "myorg/repo-a", permissions: [contents:write, issues:write, checks:write]}
                      - {repo: "myorg/target-repo", permissions: [contents:write, issues:write]}
                      - {repo: "myorg/repo", permissions: [contents:write]}
                    deny:
                      - {repo: "myorg/infrastructure"}
                defaults: {requires_approval: true, approval_timeout: 24h}
                """.formatted(town.machina.keySha256()));
    }

    /** The broker learns the commits' author from GitHub in the background; a manual's reader has had it for long. */
    private static void awaitAuthor(Town town) {
        await().atMost(BrokerProcess.PATIENCE)
                .until(() -> town.machina
                        .request(Bot.ask("myorg/repo-a", "contents:read"))
                        .text()
                        .contains("users.noreply"));
    }
}
