package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What humans see and do about bots as a whole, as rows. */
@ParameterizedClass
@EnumSource(Engine.class)
class ElevationsTest {
    private static final BotId OTHER = new BotId("other-bot");

    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private Store store;

    @BeforeEach
    void open() {
        store = Engine.open(engine.freshUrl(), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anElevationCountsUntilItsTimeAndIsThenDue() {
        Elevation sooner = elevation("elv_1", Rows.BOT, Duration.ofHours(1));
        Elevation later = elevation("elv_2", Rows.BOT, Duration.ofHours(2));
        store.writeNow(tx -> {
            tx.elevations().add(later);
            tx.elevations().add(sooner);
            tx.elevations().add(elevation("elv_3", OTHER, Duration.ofHours(3)));
            return true;
        });
        List<Elevation> of = store.read(tx -> tx.elevations().of(Rows.BOT));
        assertThat(of).containsExactly(sooner, later);
        List<Elevation> all = store.read(tx -> tx.elevations().all());
        assertThat(all).hasSize(3);

        clock.advance(Duration.ofHours(1));

        Optional<Elevation> over = store.read(tx -> tx.elevations().byId("elv_1"));
        assertThat(over).isEmpty();
        List<Elevation> due = store.read(tx -> tx.elevations().due(tx.now(), 10));
        assertThat(due).containsExactly(sooner);
        boolean ended = store.writeNow(
                tx -> tx.elevations().end("elv_1") && !tx.elevations().end("elv_1"));
        assertThat(ended).isTrue();
    }

    @Test
    void whatWaitsAndWhatWasGrantedIsFoundByBot() {
        var pending = Rows.pending(Rows.BOT, store.now());
        var approved = Rows.in(Rows.pending(OTHER, store.now()), RequestState.APPROVED);
        store.writeNow(tx -> {
            tx.requests().insert(pending, "one");
            tx.requests().insert(approved, "two");
            return true;
        });

        Map<BotId, Integer> waiting = store.read(tx -> tx.requests().pendingByBot());
        assertThat(waiting).containsExactly(Map.entry(Rows.BOT, 1));
        var granted = store.read(tx -> tx.requests().granted(Optional.empty()));
        assertThat(granted).extracting(request -> request.id()).containsExactly(approved.id());
        var others = store.read(tx -> tx.requests().granted(Optional.of(Rows.BOT)));
        assertThat(others).isEmpty();
    }

    @Test
    void theLogIsReadBackwardsPageByPageAndUpToATime() {
        for (int row = 0; row < 5; row++) {
            store.writeNow(tx -> {
                tx.audit().append(AuditEvent.of(AuditEvent.Type.BROKER_STARTED, Map.of()));
                return true;
            });
            clock.advance(Duration.ofMinutes(1));
        }
        Instant third = store.now().minus(Duration.ofMinutes(3));

        List<AuditEvent.Recorded> page =
                store.read(tx -> tx.audit().latest(AuditFilter.newest(2).before(4)));
        assertThat(page).extracting(AuditEvent.Recorded::seq).containsExactly(3L, 2L);
        List<AuditEvent.Recorded> early =
                store.read(tx -> tx.audit().latest(AuditFilter.newest(9).until(third)));
        assertThat(early).extracting(AuditEvent.Recorded::seq).containsExactly(2L, 1L);
    }

    private Elevation elevation(String id, BotId bot, Duration span) {
        return new Elevation(
                id,
                bot,
                Scope.of(List.of(Rows.REPO_A, Rows.REPO_B), Permissions.ofWords(List.of("contents:write"))),
                "U0ALICE",
                "Älice",
                store.now(),
                store.now().plus(span));
    }
}
