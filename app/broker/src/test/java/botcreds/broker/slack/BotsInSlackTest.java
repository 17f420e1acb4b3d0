package botcreds.broker.slack;

import static botcreds.sandbox.slack.Options.ALICE;
import static botcreds.sandbox.slack.Options.APPROVALS;
import static botcreds.sandbox.slack.Options.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.House;
import botcreds.broker.access.LogQuery;
import botcreds.broker.bots.BotView;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Human;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.sandbox.slack.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words about bots as a whole: a list of what would be hit, a button, and then the deed. */
class BotsInSlackTest {
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
    void aLockdownListsWhatItWouldEndAndDoesItOnTheClick() {
        AccessRequest issued = issued("myorg/one");
        Message question = ask(ALICE, "lockdown machina-bot its key leaked");
        assertThat(question.blocks().toString())
                .contains("This would lock machina-bot down")
                .contains("`myorg/one`");
        assertThat(bot().lock()).isEmpty();

        desk.slack.click(ALICE, question.ts(), Confirmation.CONFIRM);

        Message answer = desk.awaitWhisper(ALICE, "is locked down");
        assertThat(answer.ts()).isEqualTo(question.ts());
        assertThat(answer.offers(Confirmation.CONFIRM)).isFalse();
        assertThat(bot().lock().orElseThrow().reason()).isEqualTo("its key leaked");
        assertThat(desk.find(issued.id().value()).state()).isEqualTo(RequestState.REVOKED);
        desk.slack.awaitMessage(
                message -> message.onlyFor().isEmpty()
                        && message.blocks().toString().contains("locked machina-bot down: its key leaked")
                        && message.blocks().toString().contains("credential_issued"),
                Desk.SOON);
        assertThat(say(ALICE, "bots")).contains("🔒 Locked by").contains("0 live");

        Message unlock = ask(ALICE, "unlock machina-bot");
        desk.slack.click(ALICE, unlock.ts(), Confirmation.CONFIRM);
        desk.awaitWhisper(ALICE, "Unlocked machina-bot");
        assertThat(bot().lock()).isEmpty();
    }

    @Test
    void theRulesAndTheCountsAreShown() {
        assertThat(say(ALICE, "rules --bot=machina-bot")).contains("deny").contains("`myorg/infrastructure`");
        issued("myorg/one");
        assertThat(say(ALICE, "stats")).contains("1× `credential_issued`");
        assertThat(say(ALICE, "stats --since=30d")).contains("up to 7d");
        assertThat(say(CAROL, "rules")).contains("Only approvers");
    }

    @Test
    @Tag("T-57")
    void aNewKeyIsShownOnceToTheOwnerWhoAskedAndToNobodyElse() {
        assertThat(say(ALICE, "keys rotate machina-bot"))
                .contains("Only the owner")
                .doesNotContain("bcb_");
        desk.house.policy(Desk.POLICY.replace("  machina-bot:", "  machina-bot:\n    owner: U012ALICE"));
        Message question = ask(ALICE, "keys rotate machina-bot --now");

        desk.slack.click(ALICE, question.ts(), Confirmation.CONFIRM);

        desk.awaitWhisper(ALICE, "bcb_");
        assertThat(desk.slack.messages())
                .filteredOn(message -> message.blocks().toString().contains("bcb_"))
                .allMatch(message -> message.onlyFor().equals(Optional.of(ALICE)))
                .hasSize(1);
        assertThat(desk.house.store.read(tx -> tx.outbox().due(tx.now(), 100)).toString())
                .doesNotContain("bcb_");
        assertThat(desk.house
                        .decisions
                        .log(new LogQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 100))
                        .rows()
                        .toString())
                .contains("KEY_ROTATED")
                .doesNotContain("bcb_");
    }

    @Test
    void cancelDoesNothing() {
        Message question = ask(ALICE, "lockdown machina-bot");
        desk.slack.click(ALICE, question.ts(), Confirmation.CANCEL);
        desk.awaitWhisper(ALICE, "nothing was done");
        assertThat(bot().lock()).isEmpty();
    }

    @Test
    void onlyWhatWasListedIsApproved() {
        desk.asks("myorg/one", "contents:write");
        AccessRequest first = desk.theRequest();
        Message question = ask(ALICE, "approve --bot=machina-bot --all");
        assertThat(question.blocks().toString()).contains("`contents:write`").contains("`myorg/one`");
        desk.asks("myorg/two", "contents:write");

        desk.slack.click(ALICE, question.ts(), Confirmation.CONFIRM);

        desk.awaitWhisper(ALICE, "Said yes to 1 request");
        assertThat(desk.find(first.id().value()).state()).isEqualTo(RequestState.APPROVED);
        assertThat(desk.theRequest().scope().repositoryNames()).containsExactly("myorg/two");
        assertThat(say(ALICE, "approve --bot=machina-bot")).contains("go together");
    }

    @Test
    void anElevationIsGivenAndRevokedByItsId() {
        Message question = ask(ALICE, "elevate machina-bot myorg/one contents:write,issues:read 2h");
        desk.slack.click(ALICE, question.ts(), Confirmation.CONFIRM);
        desk.awaitWhisper(ALICE, "Gave machina-bot");
        String id = bot().elevations().get(0).id();
        assertThat(say(ALICE, "bots")).contains(id);

        Message end = ask(ALICE, "revoke " + id);
        desk.slack.click(ALICE, end.ts(), Confirmation.CONFIRM);
        desk.awaitWhisper(ALICE, "Ended " + id);
        assertThat(bot().elevations()).isEmpty();
        assertThat(say(ALICE, "elevate machina-bot myorg/infrastructure contents:read 2h"))
                .contains("no human can override a deny");
        assertThat(say(ALICE, "elevate machina-bot myorg/one contents:read 30d"))
                .contains("1m to 7d");
    }

    @Test
    void everythingThatReachesARepositoryIsRevoked() {
        AccessRequest issued = issued("myorg/one");
        Message question = ask(ALICE, "revoke --repo=myorg/one");
        desk.slack.click(ALICE, question.ts(), Confirmation.CONFIRM);
        desk.awaitWhisper(ALICE, "Revoked 1 credential");
        assertThat(desk.find(issued.id().value()).state()).isEqualTo(RequestState.REVOKED);
        assertThat(say(ALICE, "revoke")).contains("exactly one");
        assertThat(say(ALICE, "revoke --bot=machina-bot")).contains("nothing that could be revoked");
    }

    @Test
    @Tag("T-11")
    void whoIsNobodyIsRefusedAndNamedInTheLogAndSeesNoButton() {
        issued("myorg/one");
        assertThat(say(CAROL, "lockdown machina-bot"))
                .contains("Only an approver")
                .doesNotContain(Confirmation.CONFIRM);
        assertThat(say(CAROL, "revoke --bot=machina-bot")).doesNotContain("myorg");
        assertThat(say(CAROL, "bots")).contains("Only approvers");
        assertThat(say(CAROL, "approve --bot=machina-bot --all")).doesNotContain("myorg");
        assertThat(desk.refusals())
                .filteredOn(row -> CAROL.equals(row.event().detail().get("actor")))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    @Tag("T-14")
    void whoWasTakenOutOfThePolicyBetweenTheListAndTheClickDoesNothing() {
        Message question = ask(ALICE, "lockdown machina-bot");
        desk.house.policy(Desk.POLICY
                .replace("U012ALICE, U012GUEST", "U012GUEST")
                .replace("S0ONCALL, ", "")
                .replace("[U012ALICE, U012BOB]", "[U012BOB, U012GUEST]"));

        desk.slack.click(ALICE, question.ts(), Confirmation.CONFIRM);

        desk.awaitWhisper(ALICE, "Only an approver");
        assertThat(bot().lock()).isEmpty();
    }

    private AccessRequest issued(String repository) {
        desk.asks(repository, "contents:write");
        AccessRequest request = desk.theRequest();
        Human alice = new Human(ALICE, "Alice", Optional.empty(), Set.of());
        desk.house.decisions.approve(Target.typed(request.id().value()), alice, Surface.API, false);
        assertThat(desk.house.grants.collect(House.MACHINA, request.id())).isInstanceOf(Answer.Issued.class);
        return request;
    }

    private BotView bot() {
        List<BotView> bots = desk.house.decisions.overBots().roster().bots();
        return bots.stream()
                .filter(each -> each.bot().equals(House.MACHINA.bot()))
                .findFirst()
                .orElseThrow();
    }

    private Message ask(String user, String text) {
        say(user, text);
        return desk.slack.awaitMessage(
                message -> message.onlyFor().equals(Optional.of(user)) && message.offers(Confirmation.CONFIRM),
                Desk.SOON);
    }

    private String say(String user, String text) {
        return desk.slack.command(user, APPROVALS, "/botcreds", text).body();
    }
}
