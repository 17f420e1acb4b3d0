package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static botcreds.sandbox.slack.Options.BOB;
import static botcreds.sandbox.slack.Options.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.sandbox.slack.Message;
import botcreds.sandbox.slack.View;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker's main job, as a bot and its humans see it. */
final class AskingAndApprovingIT {
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
    void whatThePolicyGivesIsIssuedAtOnceAndGitCanUseIt() throws Exception {
        Reply issued =
                town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);

        assertThat(issued.field("approval")).isEqualTo("auto");
        pushesWith(issued, "auto");
    }

    @Test
    void aClickInSlackAnswersTheParkedPollAndTheCardBecomesTheReceipt() throws Exception {
        Reply pending =
                town.machina.request(Bot.ask("myorg/repo-b", "contents:write")).expect(202);
        Message card = town.card(pending, "request_approve");
        CompletableFuture<Reply> parked = town.machina.polling(pending.requestId(), 50);
        awaitParked(1);

        assertThat(town.clicks(ALICE, pending, "request_approve").acknowledged())
                .isTrue();

        Reply issued = parked.get(90, TimeUnit.SECONDS).expect(200);
        assertThat(issued.requestId()).isEqualTo(pending.requestId());
        assertThat(issued.field("approval")).isEqualTo("manual");
        pushesWith(issued, "manual");
        Message receipt = town.cardShowing(card, "Valid until");
        assertThat(receipt.shown()).contains("✅ Approved").contains("<@" + ALICE + ">");
        assertThat(receipt.offers("request_approve")).isFalse();
        assertThat(receipt.offers("request_revoke")).isTrue();
    }

    @Test
    void theSameTokenComesAgainAndNobodyElseGetsIt() throws Exception {
        Reply issued =
                town.machina.request(Bot.ask("myorg/repo-a", "issues:write")).expect(200);
        long mints = town.gitHub.ledger().mintCount();

        Reply again = town.machina.poll(issued.requestId(), 0).expect(200);

        assertThat(again.token()).isEqualTo(issued.token());
        assertThat(town.gitHub.ledger().mintCount()).isEqualTo(mints);
        town.other.poll(issued.requestId(), 0).expect(404);
    }

    @Test
    void rememberWritesOneLineAndTheNextAskNeedsNobody() throws Exception {
        List<String> before = Files.readAllLines(town.policy());
        Reply pending = town.machina
                .request(Bot.ask("myorg/new-project", "contents:write", "issues:write"))
                .expect(202);

        town.clicks(ALICE, pending, "request_remember");

        town.machina.poll(pending.requestId(), 50).expect(200);
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> Files.readAllLines(town.policy()).size() > before.size());
        String whole = Files.readString(town.policy());
        String added = whole.lines()
                .filter(line -> !before.contains(line))
                .reduce((one, two) -> one + "\n" + two)
                .orElseThrow();
        assertThat(added)
                .doesNotContain("\n")
                .contains("{repo: myorg/new-project, permissions: [contents:write, issues:write]}")
                .contains("approved by")
                .contains("#" + pending.shortId());
        assertThat(whole.replace(added + "\n", "")).isEqualTo(String.join("\n", before) + "\n");
        Reply next = town.machina
                .request(Bot.ask("myorg/new-project", "issues:write"))
                .expect(200);
        assertThat(next.field("approval")).isEqualTo("auto");
    }

    @Test
    void aDenyWithAReasonReachesTheBotAndTheCard() throws Exception {
        Reply pending =
                town.other.request(Bot.ask("myorg/repo-a", "contents:read")).expect(202);
        Message card = town.card(pending, "request_deny");
        CompletableFuture<Reply> parked = town.other.polling(pending.requestId(), 50);
        awaitParked(1);
        town.clicks(BOB, pending, "request_deny");
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> town.slack.openView(BOB).isPresent());
        View dialog = town.slack.openView(BOB).orElseThrow();

        assertThat(town.slack
                        .submit(dialog.id(), Map.of("text", "not on a Friday"))
                        .acknowledged())
                .isTrue();

        Reply denied = parked.get(90, TimeUnit.SECONDS).expect(403, "approval_denied");
        assertThat(denied.text()).contains("not on a Friday");
        Message receipt = town.cardShowing(card, "❌ Denied");
        assertThat(receipt.shown()).contains("not on a Friday").contains("<@" + BOB + ">");
        assertThat(receipt.offers("request_approve")).isFalse();
    }

    @Test
    void theWordsOfTheSlashCommandDecideAndTell() throws Exception {
        Reply first =
                town.other.request(Bot.ask("myorg/repo-b", "issues:write")).expect(202);
        Reply second = town.other.request(Bot.ask("myorg/side", "issues:write")).expect(202);

        assertThat(town.types(ALICE, "pending").acknowledged()).isTrue();
        assertThat(town.whisper(ALICE, "#" + first.shortId()).shown()).contains("#" + second.shortId());
        town.types(ALICE, "approve " + first.shortId());
        town.types(BOB, "deny " + second.shortId() + " wrong repository");

        town.other.poll(first.requestId(), 50).expect(200);
        assertThat(town.other
                        .poll(second.requestId(), 50)
                        .expect(403, "approval_denied")
                        .text())
                .contains("wrong repository");
        town.types(ALICE, "log");
        town.whisper(ALICE, "approval_denied");
        town.types(BOB, "can machina-bot myorg/infrastructure contents:read");
        town.whisper(BOB, "deny");
        town.types(BOB, "help");
        town.whisper(BOB, "/botcreds can");
    }

    @Test
    void whoIsNoApproverCannotDecideByAnySurface() throws Exception {
        Reply pending =
                town.other.request(Bot.ask("myorg/side", "contents:write")).expect(202);
        Message card = town.card(pending, "request_approve");

        town.clicks(CAROL, pending, "request_approve");
        town.whisper(CAROL, "approver");
        town.types(CAROL, "approve " + pending.shortId());

        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> town.admin
                                .send("GET", "/v1/audit?event=decision_refused", "")
                                .list("events")
                                .size()
                        >= 2);
        town.other.poll(pending.requestId(), 0).expect(202);
        town.other.send("DELETE", "/v1/token/" + pending.requestId(), "");
        town.cardShowing(card, "🚫 Cancelled");
    }

    @Test
    void aDenyRuleNeedsNoHumanAndCallsNobody() throws Exception {
        int messages = town.slack.messages().size();
        long mints = town.gitHub.ledger().mintCount();

        town.machina.request(Bot.ask("myorg/infrastructure", "contents:read")).expect(403, "policy_denied");

        assertThat(town.gitHub.ledger().mintCount()).isEqualTo(mints);
        assertThat(town.slack.messages()).hasSize(messages);
    }

    @Test
    void theRevokeButtonEndsTheToken() throws Exception {
        Reply pending =
                town.machina.request(Bot.ask("myorg/side", "issues:write")).expect(202);
        Message card = town.card(pending, "request_approve");
        town.clicks(ALICE, pending, "request_approve");
        Reply issued = town.machina.poll(pending.requestId(), 50).expect(200);
        town.cardShowing(card, "Valid until");

        town.clicks(ALICE, pending, "request_revoke");

        town.cardShowing(card, "🔒 Revoked");
        town.machina.poll(issued.requestId(), 0).expect(410, "revoked");
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> town.gitHub.ledger().revocationCount() > 0);
    }

    private static void awaitParked(int count) {
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> Double.parseDouble(town.metric("botcreds_parked_polls")) >= count);
    }

    /** Clones, commits and pushes as a bot would, and sees the commit at GitHub. */
    private static void pushesWith(Reply issued, String name) throws Exception {
        String cloneUrl = issued.body().path("git").path("clone_url").asText();
        assertThat(URI.create(cloneUrl).getUserInfo()).endsWith(":" + issued.token());
        Path clone = Files.createTempDirectory(parent, "clone-").resolve("work");
        GitCommand.run(parent, "clone", "-q", cloneUrl, clone.toString());
        Files.writeString(clone.resolve(name + ".txt"), "made by a bot\n");
        GitCommand.run(clone, "add", ".");
        GitCommand.run(clone, "-c", "user.name=bot", "-c", "user.email=bot@example.com", "commit", "-qm", name);
        GitCommand.run(clone, "push", "-q", "origin", "HEAD:refs/heads/" + name);
        assertThat(GitCommand.run(clone, "ls-remote", "origin")).contains("refs/heads/" + name);
    }
}
