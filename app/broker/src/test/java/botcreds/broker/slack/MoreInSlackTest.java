package botcreds.broker.slack;

import static botcreds.sandbox.slack.Options.ALICE;
import static botcreds.sandbox.slack.Options.BOB;
import static botcreds.sandbox.slack.Options.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Reason;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.requests.Ask;
import botcreds.sandbox.slack.Message;
import botcreds.sandbox.slack.View;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoreInSlackTest {
    private Desk desk;
    private Message card;
    private AccessRequest request;

    @BeforeEach
    void open(@TempDir Path directory) {
        desk = new Desk(directory);
        card = desk.asks(
                House.MACHINA,
                new Ask(
                        Scope.of(
                                List.of(new Repository("myorg", "one"), new Repository("myorg", "two")),
                                Permissions.ofWords(List.of("contents:write", "issues:write"))),
                        new Reason("Fixing bug #123"),
                        Kind.INSTALLATION_TOKEN,
                        Duration.ofMinutes(30),
                        Optional.empty(),
                        Optional.empty()));
        request = desk.theRequest();
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    @Tag("T-25")
    void whatTheSecondStepDisplaysIsWhatIsApprovedAndShownAndGiven() {
        View agree = chosen(
                ALICE,
                Map.of(
                        "repositories0", "1",
                        "permission_contents", "read",
                        "permission_issues", "none",
                        "ttl", "600"));
        assertThat(agree.content().toString())
                .contains("`myorg/two`")
                .contains("`contents:read`")
                .contains("10m")
                .doesNotContain("myorg/one")
                .doesNotContain("`issues");
        assertThat(now()).isEqualTo(request);

        assertThat(desk.slack.submit(agree.id(), Map.of()).body()).isEmpty();

        Message receipt = desk.awaitCard(card, "✅ Approved");
        assertThat(receipt.blocks().toString())
                .contains("`myorg/two`")
                .contains("The bot had asked for contents:write, issues:write on myorg/one, myorg/two for 30m");
        assertThat(now().scope()).isEqualTo(House.scope("myorg/two", "contents:read"));
        assertThat(now().ttl()).isEqualTo(Duration.ofMinutes(10));
        assertThat(now().state()).isEqualTo(RequestState.APPROVED);
    }

    @Test
    void theFirstStepDecidesNothingAndStartsFromWhatWasAsked() {
        View agree = chosen(BOB, Map.of());

        assertThat(agree.content().toString())
                .contains("`myorg/one`")
                .contains("`myorg/two`")
                .contains("`contents:write`")
                .contains("`issues:write`");
        assertThat(now()).isEqualTo(request);
    }

    @Test
    void nothingAtAllIsNoChoice() {
        desk.slack.click(ALICE, card.ts(), "request_more");
        View more = desk.slack.openView(ALICE).orElseThrow();

        assertThat(desk.slack
                        .submit(more.id(), Map.of("permission_contents", "none", "permission_issues", "none"))
                        .body())
                .contains("\"response_action\":\"errors\"")
                .contains("at least one permission");
        assertThat(now()).isEqualTo(request);
    }

    @Test
    @Tag("T-25")
    void aDialogAboutARevisionThatIsGoneDecidesNothing() {
        View bobs = chosen(BOB, Map.of("repositories0", "0"));
        View alices = chosen(ALICE, Map.of("permission_contents", "read"));
        desk.slack.submit(alices.id(), Map.of());
        desk.awaitCard(card, "✅ Approved");

        assertThat(desk.slack.submit(bobs.id(), Map.of()).body())
                .contains("Not approved")
                .contains("already approved by alice");
        assertThat(now().scope().repositories()).hasSize(2);
    }

    @Test
    @Tag("T-11")
    void whoIsNoApproverNarrowsNothing() {
        View agree = chosen(CAROL, Map.of("permission_contents", "read"));

        assertThat(desk.slack.submit(agree.id(), Map.of()).body()).contains("not an approver");
        assertThat(now()).isEqualTo(request);
    }

    @Test
    void rememberedUntilADayIsDisplayedWrittenAndTold() throws Exception {
        View agree = chosen(ALICE, Map.of("repositories0", "0", "permission_issues", "none", "until", "2026-12-24"));
        String rule = "{repo: myorg/one, permissions: [contents:write], expires: 2026-12-24}";
        assertThat(agree.content().toString()).contains(rule);

        desk.slack.submit(agree.id(), Map.of());

        await().atMost(Desk.SOON)
                .untilAsserted(() ->
                        assertThat(Files.readString(desk.house.policyPath)).contains(rule));
        desk.awaitWhisper(ALICE, "without asking until 2026-12-24");
        desk.slack.awaitMessage(
                message -> message.threadTs().equals(Optional.of(card.ts()))
                        && message.shown().contains("+")
                        && message.shown().contains(rule),
                Desk.SOON);
    }

    @Test
    void theCardLinksToItsThreadAndTheThreadHasTheDetails() {
        Message linked = desk.awaitCard(card, "?thread_ts=" + card.ts());
        assertThat(linked.blocks().toString())
                .contains("<" + desk.slack.origin() + "/archives/C0APPROVALS/p"
                        + card.ts().replace(".", ""));
        desk.slack.awaitMessage(
                message -> message.threadTs().equals(Optional.of(card.ts()))
                        && message.shown()
                                .contains("policy digest: "
                                        + desk.house.policyFile.current().digest()),
                Desk.SOON);
    }

    private View chosen(String user, Map<String, String> choices) {
        desk.slack.click(user, card.ts(), "request_more");
        View more = desk.slack.openView(user).orElseThrow();
        assertThat(desk.slack.submit(more.id(), choices).body()).contains("\"response_action\":\"update\"");
        return desk.slack.openView(user).orElseThrow();
    }

    private AccessRequest now() {
        return desk.find(request.id().value());
    }
}
