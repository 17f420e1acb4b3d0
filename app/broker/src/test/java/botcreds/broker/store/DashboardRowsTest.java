package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AnswerTimes;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.DayOutcomes;
import botcreds.broker.store.BrowserSessions.Link;
import botcreds.broker.store.BrowserSessions.Session;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
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

/** What the dashboard keeps and counts, on both engines. */
@ParameterizedClass
@EnumSource(Engine.class)
class DashboardRowsTest {
    private static final BotId MACHINA = new BotId("machina-bot");
    private static final BotId SLOP = new BotId("slop-bot");

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
    void aLinkIsUsedUpOnceAndOnlyTheNewestOfAHumanCounts() {
        Link older = link("a", "U1");
        Link newer = link("b", "U1");
        Link others = link("c", "U2");
        assertThat(find(older)).isEmpty();
        assertThat(find(newer)).contains(newer);
        assertThat(useUp(newer)).isTrue();
        assertThat(useUp(newer)).isFalse();
        clock.advance(Duration.ofMinutes(5));
        assertThat(find(others)).isEmpty();
        assertThat(useUp(others)).isFalse();
    }

    @Test
    void aSessionLivesUntilItEndsOrIsEnded() {
        Session first = session("one", "U1");
        Session second = session("two", "U1");
        Session third = session("three", "U2");
        assertThat(this.<List<Session>>read(tx -> tx.browserSessions().of("U1", tx.now())))
                .containsExactlyInAnyOrder(first, second);
        assertThat(store.<Boolean>writeNow(tx -> tx.browserSessions().end(first)))
                .isTrue();
        assertThat(store.<Boolean>writeNow(tx -> tx.browserSessions().end(first)))
                .isFalse();
        assertThat(this.<Optional<Session>>read(tx -> tx.browserSessions().session("sha-two", tx.now())))
                .contains(second);
        clock.advance(Duration.ofHours(8));
        assertThat(this.<Optional<Session>>read(tx -> tx.browserSessions().session(third.sha256(), tx.now())))
                .isEmpty();
        store.writeNow(tx -> {
            tx.browserSessions().purge(tx.now());
            return true;
        });
        assertThat(this.<List<Session>>read(
                        tx -> tx.browserSessions().of("U2", tx.now().minus(Duration.ofDays(1)))))
                .isEmpty();
    }

    @Test
    void outcomesAreCountedForEachBotAndDay() {
        LocalDate day = today();
        append(AuditEvent.Type.CREDENTIAL_REQUESTED, MACHINA, "");
        append(AuditEvent.Type.CREDENTIAL_ISSUED, MACHINA, "auto");
        append(AuditEvent.Type.CREDENTIAL_ISSUED, MACHINA, "manual");
        append(AuditEvent.Type.CREDENTIAL_DENIED, SLOP, "");
        append(AuditEvent.Type.CREDENTIAL_REVOKED, SLOP, "");
        clock.advance(Duration.ofDays(1));
        append(AuditEvent.Type.APPROVAL_EXPIRED, MACHINA, "");
        append(AuditEvent.Type.APPROVAL_DENIED, MACHINA, "manual");

        assertThat(this.<List<DayOutcomes>>read(tx -> tx.botDays().since(day)))
                .containsExactly(new DayOutcomes(day, 1, 1, 1, 1, 0), new DayOutcomes(day.plusDays(1), 0, 0, 0, 1, 1));
        assertThat(this.<List<DayOutcomes>>read(tx -> tx.botDays().since(day, SLOP)))
                .containsExactly(new DayOutcomes(day, 0, 0, 0, 1, 0));
        assertThat(this.<List<DayOutcomes>>read(tx -> tx.botDays().since(day.plusDays(2))))
                .isEmpty();
        AnswerTimes none = read(tx -> tx.answerDays().since(day));
        assertThat(none.all()).as("answers to requests that are not there").isZero();
    }

    private Link link(String sha256, String human) {
        return store.writeNow(tx -> {
            Link link = new Link(sha256, human, "name «ü»", tx.now().plus(Duration.ofMinutes(5)));
            tx.browserSessions().addLink(link);
            return link;
        });
    }

    private Optional<Link> find(Link link) {
        return read(tx -> tx.browserSessions().link(link.sha256(), tx.now()));
    }

    private boolean useUp(Link link) {
        return store.writeNow(tx -> tx.browserSessions().useUp(link, tx.now()));
    }

    private Session session(String id, String human) {
        return store.writeNow(tx -> {
            Session session = new Session(
                    id, "sha-" + id, human, "name", tx.now(), tx.now().plus(Duration.ofHours(8)));
            tx.browserSessions().add(session);
            return session;
        });
    }

    private void append(AuditEvent.Type type, BotId bot, String approval) {
        store.writeNow(tx -> {
            tx.audit()
                    .append(new AuditEvent(
                            type,
                            Optional.of(bot),
                            Optional.empty(),
                            new TreeMap<>(approval.isEmpty() ? Map.of() : Map.of("approval", approval))));
            return true;
        });
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private <T> T read(Work<T> work) {
        return store.read(work);
    }
}
