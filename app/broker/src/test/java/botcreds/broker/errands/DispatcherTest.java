package botcreds.broker.errands;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.RequestView;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DispatcherTest {
    private static final CardRef HERE = new CardRef("C0APPROVALS", "1795000000.000100");

    @TempDir
    Path directory;

    private House house;
    private final List<RequestState> shown = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private volatile Runnable onPost = () -> {};

    private final Announcer slack = new Announcer() {
        @Override
        public Delivery show(List<RequestView> views, Optional<CardRef> card) {
            if (away) {
                return new Later(Duration.ofMillis(1), "Slack is away", true);
            }
            if (card.isEmpty()) {
                onPost.run();
            }
            shown.add(views.get(views.size() - 1).request().state());
            return new Delivered(HERE);
        }

        @Override
        public boolean fits(List<RequestView> views) {
            return true;
        }

        @Override
        public Delivery tell(Notice notice) {
            return new Delivered(HERE);
        }

        @Override
        public Delivery reply(Reply reply, CardRef card) {
            return new Delivered(HERE);
        }
    };

    @BeforeEach
    void open() {
        house = new House(directory);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theCardShowsHowTheRequestStandsNow() {
        house.access.start(slack);
        RequestId id = pending();
        await().until(() -> house.access.outboxDepth() == 0);
        assertThat(shown).containsOnly(RequestState.PENDING);

        house.decisions.approve(Target.typed(id.value()), ALICE, Surface.API, false);
        issued(house.grants.collect(SLOP, id));

        await().untilAsserted(() -> assertThat(shown).endsWith(RequestState.ISSUED));
    }

    @Test
    @Tag("T-85")
    void whatSlackMissedArrivesOnceItIsBack() {
        away = true;
        house.access.start(slack);
        pending();
        await().until(() -> house.access.outboxDepth() == 1);
        away = false;

        await().untilAsserted(() -> {
            house.clock.advance(Duration.ofSeconds(30));
            assertThat(shown).isNotEmpty().containsOnly(RequestState.PENDING);
        });
        await().until(() -> house.access.outboxDepth() == 0);
    }

    @Test
    void whatAHumanDecidedMeanwhileIsShownAndWhatNobodySawIsNot() {
        RequestId decided = pending();
        house.decisions.approve(Target.typed(decided.value()), ALICE, Surface.API, false);
        RequestId withdrawn = waiting(house.request(SLOP, ask("myorg/other", "contents:read")))
                .request()
                .id();
        house.grants.end(SLOP, withdrawn);

        house.access.start(slack);

        await().until(() -> house.access.outboxDepth() == 0);
        assertThat(shown).isNotEmpty().containsOnly(RequestState.APPROVED);
    }

    @Test
    void aClickFasterThanOurOwnRecordOfTheCardCounts() {
        onPost = () -> {
            RequestView view = house.decisions.pending(Optional.empty()).get(0);
            Thread clicking = new Thread(() -> house.decisions.approve(
                    new Target(view.request().id().value(), Optional.of(1), Optional.of(HERE)),
                    ALICE,
                    Surface.SLACK_BUTTON,
                    false));
            clicking.start();
            // The click is being judged before the post has returned.
            await().until(() -> clicking.getState() == Thread.State.TIMED_WAITING);
        };
        house.access.start(slack);
        RequestId id = pending();

        await().untilAsserted(() -> assertThat(
                        house.decisions.find(id.value()).orElseThrow().request().state())
                .isEqualTo(RequestState.APPROVED));
    }

    private RequestId pending() {
        return waiting(house.request(SLOP, ask("myorg/new", "contents:read")))
                .request()
                .id();
    }
}
