package botcreds.broker.rules;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.Access;
import botcreds.broker.access.House;
import botcreds.broker.access.LogQuery;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Human;
import botcreds.broker.model.Permissions;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleReviewsTest {
    private static final Duration MONTH = Duration.ofDays(30);

    private House house;

    @BeforeEach
    void open(@TempDir Path directory) {
        house = new House(directory);
        house.reviewIfDue();
        remember("contents:write", "issues:write");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theFirstUseIsTheFirstThatWasIssuedUnderTheRule() {
        assertThat(theRule(House.ALICE).lastUsed()).isEmpty();
        house.clock.advance(Duration.ofDays(2));

        ask("contents:read");

        assertThat(theRule(House.ALICE).lastUsed()).contains(house.store.now());
        assertThat(theRule(House.ALICE).byName()).isEqualTo("alice");
    }

    @Test
    void anotherRulesUseIsNotItsOwn() {
        house.request(House.MACHINA, House.ask("myorg/repo-a", "contents:write"));

        assertThat(theRule(House.ALICE).lastUsed()).isEmpty();
    }

    @Test
    void whatWasNotUsedForAMonthIsDoubtful() {
        ask("contents:write");
        house.clock.advance(MONTH.minusDays(1));
        assertThat(theRule(House.ALICE).isUnused()).isFalse();

        house.clock.advance(Duration.ofDays(2));

        assertThat(theRule(House.ALICE).isUnused()).isTrue();
        assertThat(theRule(House.ALICE).narrower()).isEmpty();
    }

    @Test
    void lessIsSuggestedWhereLessWasUsed() {
        house.clock.advance(MONTH.plusDays(1));
        ask("contents:read");

        assertThat(theRule(House.ALICE).narrower()).contains(Permissions.ofWords(List.of("contents:read")));

        ask("contents:write", "issues:write");

        assertThat(theRule(House.ALICE).narrower()).isEmpty();
    }

    @Test
    void aRuleThatWasRemovedAsksAgain() {
        RuleReviews.Outcome outcome =
                house.access.reviews().remove(theRule(House.ALICE).key(), House.ALICE, Surface.SLACK_HOME);

        assertThat(outcome.done()).as(outcome.text()).isTrue();
        assertThat(house.access.reviews().rules(House.ALICE)).isEmpty();
        Answer answer = house.request(House.SLOP, House.ask("myorg/new", "contents:read"));
        assertThat(answer).isInstanceOf(Answer.Waiting.class);
    }

    @Test
    @Tag("T-11")
    void whoeverDecidesAboutNothingOfItIsTurnedAwayAndNamedInTheLog() throws Exception {
        String key = theRule(House.STRANGER).key();
        for (Human stranger : List.of(House.STRANGER, House.DAVE, House.OWNER)) {
            assertThat(house.access
                            .reviews()
                            .remove(key, stranger, Surface.SLACK_HOME)
                            .done())
                    .isFalse();
            assertThat(house.access
                            .reviews()
                            .keep(key, stranger, Surface.SLACK_HOME)
                            .done())
                    .isFalse();
        }

        assertThat(Files.readString(house.policyPath)).contains("myorg/new");
        assertThat(log("decision_refused"))
                .hasSize(6)
                .anySatisfy(row -> assertThat(row.json()).contains(House.STRANGER.id()));
    }

    @Test
    @Tag("T-12")
    void anOwnerMayTakeAwayAndNotKeep() {
        house.policy(read().replace("    owner: U0ALICE\n    allow_self_approval: true\n", "    owner: U0DAVE\n"));
        StandingRule seen = theRule(House.DAVE);
        assertThat(seen.mayKeep()).isFalse();
        assertThat(seen.mayRemove()).isTrue();

        assertThat(house.access
                        .reviews()
                        .keep(seen.key(), House.DAVE, Surface.SLACK_HOME)
                        .done())
                .isFalse();
        assertThat(house.access
                        .reviews()
                        .remove(seen.key(), House.DAVE, Surface.SLACK_HOME)
                        .done())
                .isTrue();
    }

    @Test
    void theReviewComesOnceAMonthAndAlsoAfterARestart() {
        house.clock.advance(MONTH.minusSeconds(1));
        house.reviewIfDue();
        assertThat(announced()).isZero();

        house.clock.advance(Duration.ofSeconds(1));
        house.reviewIfDue();
        house.reviewIfDue();
        assertThat(announced()).isEqualTo(1);

        Access restarted = new Access(
                house.store, house.policyFile, house.gitHub, new botcreds.broker.model.RandomIds(house.clock));
        House.reviewIfDue(restarted);
        restarted.close();
        assertThat(announced()).isEqualTo(1);
    }

    @Test
    void thePolicySaysHowOftenAndWhere() {
        house.policy(read() + "review: {every: 7d, channel: C0AUDIT}\n");
        house.clock.advance(Duration.ofDays(7));
        house.reviewIfDue();
        assertThat(announced()).isEqualTo(1);
        assertThat(notices().get(0))
                .contains("C0AUDIT")
                .contains("/botcreds review")
                .contains("myorg/new");

        house.policy(read().replace("every: 7d", "every: never"));
        house.clock.advance(Duration.ofDays(400));
        house.reviewIfDue();
        assertThat(announced()).isEqualTo(1);
    }

    private void remember(String... permissions) {
        AccessRequest request = house.request(House.SLOP, House.ask("myorg/new", permissions))
                .fold(issued -> issued.request(), waiting -> waiting.request(), refused -> {
                    throw new AssertionError(refused);
                });
        Ruling ruling = house.decisions.approve(Target.typed(request.id().value()), House.ALICE, Surface.API, true);
        assertThat(ruling.text()).contains("Remembered");
        house.grants.collect(House.SLOP, request.id());
    }

    private void ask(String... permissions) {
        assertThat(house.request(House.SLOP, House.ask("myorg/new", permissions)))
                .isInstanceOf(Answer.Issued.class);
    }

    private StandingRule theRule(Human human) {
        return house.access.reviews().rules(human).get(0);
    }

    private List<AuditEvent.Recorded> log(String event) {
        return house.decisions
                .log(new LogQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(event), 100))
                .rows();
    }

    private int announced() {
        return notices().size();
    }

    private List<String> notices() {
        return house.store.read(tx -> tx.outbox().due(tx.now(), 1000).stream()
                .filter(item -> item.body().contains("Access review"))
                .map(item -> item.body())
                .toList());
    }

    private String read() {
        try {
            return Files.readString(house.policyPath);
        } catch (java.io.IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}
