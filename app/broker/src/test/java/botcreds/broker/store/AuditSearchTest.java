package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.AuditPage;
import botcreds.broker.model.BotId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two words that are both frequent and hardly ever meet, in a log of more than two pages, on both engines. */
@ParameterizedClass
@EnumSource(Engine.class)
class AuditSearchTest {
    private static final BotId MACHINA = new BotId("machina-bot");
    private static final BotId SLOP = new BotId("slop-bot");
    private static final int ROWS = 2 * Audit.MOST_WALKED + 5_000;
    private static final long ONLY_ONE = 7;
    private static final AuditFilter MEETING_ONCE =
            AuditFilter.newest(10).bot(SLOP).event(AuditEvent.Type.CREDENTIAL_DENIED);

    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private Instant begun = Instant.EPOCH;
    private Store store;

    @BeforeEach
    void fill() {
        store = Engine.open(engine.freshUrl(), clock);
        begun = clock.instant().truncatedTo(ChronoUnit.MICROS);
        for (int thousand = 0; thousand < ROWS / 1000; thousand++) {
            int from = thousand * 1000;
            store.writeNow(tx -> {
                for (int at = from + 1; at <= from + 1000; at++) {
                    tx.audit().append(row(at));
                }
                return true;
            });
            clock.advance(Duration.ofMinutes(1));
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void noPageLooksAtMoreThanItMayAndAllOfThemFindWhatThereIs() {
        List<Long> stops = new ArrayList<>();
        List<Long> found = new ArrayList<>();
        AuditFilter filter = MEETING_ONCE;
        AuditPage page = page(filter);
        while (page.next().isPresent()) {
            assertThat(page.searched()).as("says how far").isPresent();
            stops.add(page.next().get());
            page.rows().forEach(row -> found.add(row.seq()));
            filter = filter.before(page.next().get());
            page = page(filter);
        }
        page.rows().forEach(row -> found.add(row.seq()));

        assertThat(stops).containsExactly(25_001L, 5_001L);
        assertThat(found).containsExactly(ONLY_ONE);
        assertThat(page.searched()).as("the last page has seen all").isEmpty();
    }

    @Test
    void upwardsItStopsAndGoesOnLikewise() {
        AuditPage first = page(MEETING_ONCE.after(ONLY_ONE));
        assertThat(first.rows()).isEmpty();
        assertThat(first.next()).contains(ONLY_ONE + Audit.MOST_WALKED);
        assertThat(first.searched()).contains(begun.plus(Duration.ofMinutes(20)));
        assertThat(page(MEETING_ONCE.after(ROWS - 10)).next()).isEmpty();
        assertThat(page(MEETING_ONCE.after(0)).rows())
                .extracting(AuditEvent.Recorded::seq)
                .containsExactly(ONLY_ONE);
    }

    @Test
    void aFullPageGoesOnBehindItsLastRow() {
        AuditFilter often = AuditFilter.newest(10).bot(MACHINA).event(AuditEvent.Type.CREDENTIAL_DENIED);
        AuditPage page = page(often);
        assertThat(page.rows()).hasSize(10);
        assertThat(page.next()).contains(page.rows().get(9).seq());
        assertThat(page.searched()).isEmpty();
    }

    @Test
    void whatTimesAndNumbersRuleOutIsNotSearched() {
        AuditFilter early = MEETING_ONCE.until(begun.plus(Duration.ofMinutes(2)));
        assertThat(page(early).rows()).hasSize(1);
        assertThat(page(MEETING_ONCE.since(clock.instant().minus(Duration.ofMinutes(3)))))
                .isEqualTo(new AuditPage(List.of(), Optional.empty(), Optional.empty()));
        assertThat(page(MEETING_ONCE.before(1_000_000_000L)).next()).contains(25_001L);
    }

    @Test
    void oneWordNeedsNoBound() {
        assertThat(page(AuditFilter.newest(1).event(AuditEvent.Type.KEY_ROTATED))
                        .next())
                .isEmpty();
        assertThat(page(AuditFilter.newest(1).event(AuditEvent.Type.KEY_ROTATED))
                        .rows())
                .isEmpty();
        assertThat(page(AuditFilter.newest(2).event(AuditEvent.Type.POLICY_CHANGED))
                        .rows())
                .extracting(AuditEvent.Recorded::seq)
                .containsExactly(1L);
    }

    private AuditPage page(AuditFilter filter) {
        return store.read(tx -> tx.audit().page(filter));
    }

    private static AuditEvent row(int seq) {
        boolean meet = seq == ONLY_ONE;
        BotId bot = seq % 2 == 0 || meet ? SLOP : MACHINA;
        AuditEvent.Type type = seq == 1
                ? AuditEvent.Type.POLICY_CHANGED
                : seq % 2 == 1 ? AuditEvent.Type.CREDENTIAL_DENIED : AuditEvent.Type.CREDENTIAL_ISSUED;
        return new AuditEvent(type, Optional.of(bot), Optional.empty(), new TreeMap<>(Map.of("repo", "myorg/repo-a")));
    }
}
