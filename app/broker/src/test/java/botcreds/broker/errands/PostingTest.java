package botcreds.broker.errands;

import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.access.PretendSlack;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.RequestView;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("T-70")
class PostingTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final PretendSlack slack = new PretendSlack();

    @TempDir
    Path directory;

    private House house;

    @BeforeEach
    void open() {
        house = new House(directory);
        house.access.start(slack);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whatOneBotAsksWithinHalfAMinuteSharesOneMessage() {
        AccessRequest first = pending(MACHINA, 1);
        settled();
        house.clock.advance(Duration.ofSeconds(29));
        AccessRequest second = pending(MACHINA, 2);
        settled();
        assertThat(slack.messages()).isEqualTo(1);
        assertThat(slack.last().stream().map(RequestView::request)).containsExactly(first, second);

        house.clock.advance(Duration.ofSeconds(1));
        pending(MACHINA, 3);
        settled();
        assertThat(slack.messages()).isEqualTo(2);
    }

    @Test
    void anotherBotsRequestHasItsOwnMessage() {
        pending(MACHINA, 1);
        pending(SLOP, 2);
        settled();
        assertThat(slack.messages()).isEqualTo(2);
    }

    @Test
    void nothingIsHiddenInAMessageInWhichNothingWaitsAnyMore() {
        AccessRequest first = pending(MACHINA, 1);
        settled();
        house.decisions.approve(Target.typed(first.id().value()), ALICE, Surface.API, false);
        settled();
        pending(MACHINA, 2);
        settled();
        assertThat(slack.messages()).isEqualTo(2);
    }

    @Test
    void aDecisionAboutOneOfThemChangesTheMessageOfAll() {
        AccessRequest first = pending(MACHINA, 1);
        settled();
        house.clock.advance(Duration.ofSeconds(1));
        AccessRequest second = pending(MACHINA, 2);
        settled();

        house.decisions.deny(Target.typed(first.id().value()), ALICE, Surface.API, Optional.empty());
        settled();

        assertThat(slack.last().stream().map(view -> view.request().id())).containsExactly(first.id(), second.id());
        assertThat(slack.last().stream().map(view -> view.request().state().name()))
                .containsExactly("DENIED", "PENDING");
    }

    @Test
    void aBotThatFloodsGetsAFewMessagesAMinuteAndOthersAreShownAtOnce() {
        house.policy(House.POLICY + "limits: {pending_per_bot: 100}\n");
        for (int each = 0; each < 60; each++) {
            pending(MACHINA, each);
        }
        AccessRequest others = pending(SLOP, 1);
        await().atMost(SOON)
                .until(() -> slack.seen.stream()
                        .anyMatch(seen -> seen.views().get(0).request().equals(others)));
        await().atMost(SOON).until(() -> shown().size() == 1 + Posting.MOST_MESSAGES * Posting.MOST_IN_A_MESSAGE);
        assertThat(slack.messages()).isEqualTo(1 + Posting.MOST_MESSAGES);

        house.clock.advance(Duration.ofMinutes(2));
        settled();

        assertThat(shown()).hasSize(61);
    }

    private Set<AccessRequest> shown() {
        Set<AccessRequest> shown = new HashSet<>();
        slack.seen.forEach(seen -> seen.views().forEach(view -> shown.add(view.request())));
        return shown;
    }

    private AccessRequest pending(Caller bot, int number) {
        return waiting(house.request(bot, ask("myorg/new-" + number, "contents:read")))
                .request();
    }

    private void settled() {
        await().atMost(SOON).until(() -> house.access.outboxDepth() == 0);
    }
}
