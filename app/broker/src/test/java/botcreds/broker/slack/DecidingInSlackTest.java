package botcreds.broker.slack;

import static botcreds.sandbox.slack.Options.ALICE;
import static botcreds.sandbox.slack.Options.BOB;
import static botcreds.sandbox.slack.Options.CAROL;
import static botcreds.sandbox.slack.Options.DEACTIVATED;
import static botcreds.sandbox.slack.Options.EXTERNAL;
import static botcreds.sandbox.slack.Options.GUEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestState;
import botcreds.sandbox.slack.Message;
import botcreds.sandbox.slack.View;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecidingInSlackTest {
    private Desk desk;

    @BeforeEach
    void open(@TempDir Path directory) {
        desk = new Desk(directory);
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void anApproversClickApprovesAndTheCardBecomesTheReceipt() {
        Message card = desk.asks("myorg/new-project", "contents:write", "issues:write");
        AccessRequest request = desk.theRequest();

        assertThat(desk.slack.click(ALICE, card.ts(), "request_approve").status())
                .isEqualTo(200);

        Message receipt = desk.awaitCard(card, "✅ Approved");
        assertThat(receipt.offers("request_approve")).isFalse();
        assertThat(receipt.offers("request_revoke")).isTrue();
        assertThat(receipt.blocks().toString()).contains("Approved by <@" + ALICE + ">");
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.APPROVED);
        desk.house.grants.collect(House.MACHINA, request.id());
        desk.awaitCard(card, "Valid until");
    }

    @Test
    void rememberingWritesTheRuleThatTheDialogShowed() throws Exception {
        Message card = desk.asks("myorg/new-project", "contents:write");
        assertThat(card.blocks().toString()).contains("Adds to the policy:");

        desk.slack.click(ALICE, card.ts(), "request_remember");

        desk.awaitCard(card, "✅ Approved");
        await().atMost(Desk.SOON)
                .untilAsserted(() -> assertThat(Files.readString(desk.house.policyPath))
                        .contains("myorg/new-project")
                        .contains("contents:write"));
    }

    @Test
    void denyingAsksForAReasonAndTheCardShowsIt() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();

        desk.slack.click(ALICE, card.ts(), "request_deny");
        View dialog = desk.slack.openView(ALICE).orElseThrow();
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.PENDING);
        assertThat(desk.slack
                        .submit(dialog.id(), Map.of("text", "not <!channel> today"))
                        .body())
                .isEmpty();

        Message denied = desk.awaitCard(card, "❌ Denied");
        assertThat(denied.blocks().toString()).contains("not <!channel> today").contains("<@" + ALICE + ">");
        assertThat(denied.blocks().findValuesAsText("type")).doesNotContain("button");
        assertThat(desk.find(request.id().value()).decision().orElseThrow().reason())
                .contains("not <!channel> today");
    }

    @Test
    void theButtonOnTheReceiptRevokes() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        desk.slack.click(ALICE, card.ts(), "request_approve");
        desk.house.grants.collect(House.MACHINA, request.id());
        desk.awaitCard(card, "Valid until");

        desk.slack.click(BOB, card.ts(), "request_revoke");

        desk.awaitCard(card, "🔒 Revoked");
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.REVOKED);
    }

    @Test
    void whoComesSecondIsToldWhoDecided() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        desk.slack.click(BOB, card.ts(), "request_deny");
        View dialog = desk.slack.openView(BOB).orElseThrow();
        desk.slack.click(ALICE, card.ts(), "request_approve");
        desk.awaitCard(card, "✅ Approved");

        assertThat(desk.slack.submit(dialog.id(), Map.of()).body())
                .contains("\"response_action\":\"update\"")
                .contains("already approved by alice");
    }

    @Test
    @Tag("T-11")
    void whoIsNoApproverIsToldSoAndNothingChanges() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();

        desk.slack.click(CAROL, card.ts(), "request_approve");

        await().atMost(Desk.SOON).until(() -> !desk.refusals().isEmpty());
        assertThat(desk.slack.messages())
                .anyMatch(message -> message.onlyFor().filter(CAROL::equals).isPresent());
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.PENDING);
        assertThat(desk.refusals().get(0).json()).contains(CAROL);
    }

    @Test
    @Tag("T-08")
    void guestsLeaversAndPeopleFromOutsideDecideNothingEvenIfThePolicyNamesThem() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();

        for (String who : new String[] {GUEST, EXTERNAL, DEACTIVATED}) {
            desk.slack.click(who, card.ts(), "request_approve");
        }

        await().atMost(Desk.SOON).until(() -> desk.refusals().size() == 3);
        assertThat(desk.refusals()).allMatch(row -> row.json().contains("foreign_workspace"));
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.PENDING);
    }

    @Test
    @Tag("T-14")
    void whoIsTakenOutOfThePolicyAfterTheCardWasPostedDecidesNothing() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        desk.house.policy(
                Desk.POLICY.replace("U012ALICE, U012GUEST", "U012GUEST").replace("S0ONCALL, ", ""));

        desk.slack.click(ALICE, card.ts(), "request_approve");

        await().atMost(Desk.SOON).until(() -> !desk.refusals().isEmpty());
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.PENDING);
    }

    @Test
    @Tag("T-17")
    void underTheTwoPersonRuleTwoClicksOfOneCountOnce() {
        Message card = desk.asks("myorg/sensitive-x", "contents:write");
        AccessRequest request = desk.theRequest();

        desk.slack.click(ALICE, card.ts(), "request_approve");
        desk.slack.click(ALICE, card.ts(), "request_approve");
        desk.awaitCard(card, "1 of 2 approvals");
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.PENDING);

        desk.slack.click(BOB, card.ts(), "request_approve");
        desk.awaitCard(card, "✅ Approved");
    }

    @Test
    void anApproverMayBeNamedByEmail() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        desk.house.policy(Desk.POLICY.replace("nobody@example.com", "carol@example.com"));

        desk.slack.click(CAROL, card.ts(), "request_approve");

        desk.awaitCard(card, "✅ Approved");
    }

    @Test
    void whenSlackDoesNotSayWhoSomebodyIsNothingIsDecided() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        desk.slack.click(CAROL, card.ts(), "request_approve");
        await().atMost(Desk.SOON).until(() -> !desk.refusals().isEmpty());
        desk.slack.faults().down();

        desk.slack.click(ALICE, card.ts(), "request_approve");

        desk.slack.faults().clear();
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.PENDING);
    }
}
