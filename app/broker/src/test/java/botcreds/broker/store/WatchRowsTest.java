package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class WatchRowsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private String url;
    private Store store;

    @BeforeEach
    void open() {
        url = engine.freshUrl();
        store = Engine.open(url, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anAlertIsToldOnceInItsQuietTimeAndCountsWhatItKeepsBack() {
        assertThat(ring(3)).hasValue(2);
        assertThat(ring(1)).isEmpty();
        assertThat(ring(4)).isEmpty();
        assertThat(due()).isEmpty();

        clock.advance(HOUR);

        assertThat(due()).singleElement().satisfies(again -> {
            assertThat(again.more()).isEqualTo(5);
            store.writeNow(tx -> {
                tx.alarms().told(again);
                return true;
            });
        });
        assertThat(due()).isEmpty();
        clock.advance(HOUR);
        assertThat(store.<Integer>writeNow(tx -> tx.alarms().purge("busy", HOUR)))
                .isEqualTo(1);
        assertThat(ring(1)).hasValue(0);
    }

    @Test
    void whatABotHasUsedIsFoundWhateverTheCase() {
        for (int times = 0; times < 2; times++) {
            store.writeNow(tx -> {
                tx.usedRepositories().add(Rows.BOT, "MyOrg/repo-a");
                tx.appKeys().see("SHA256:x");
                return true;
            });
        }
        assertThat(store.<Boolean>read(tx -> tx.usedRepositories().contains(Rows.BOT, "myorg/REPO-A")))
                .isTrue();
        assertThat(store.<Boolean>read(tx -> tx.usedRepositories().contains(new BotId("other"), "myorg/repo-a")))
                .isFalse();
        assertThat(store.<Integer>read(tx -> tx.usedRepositories().count(Rows.BOT)))
                .isEqualTo(1);
        assertThat(store.<Optional<Instant>>read(tx -> tx.appKeys().firstSeen("SHA256:x")))
                .contains(store.now());
    }

    @Test
    void whoListensHearsOfDurableRowsInTheirOrderAndOfNothingThatWasUndone() {
        List<AuditEvent.Recorded> heard = new CopyOnWriteArrayList<>();
        store.onAppended(heard::addAll);
        append("one");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store.writeNow(tx -> {
                    tx.audit().append(Rows.event(Rows.pending(), "undone"));
                    throw new IllegalStateException("no");
                }));
        append("two");

        await().until(() -> heard.size() == 2);
        assertThat(heard).extracting(AuditEvent.Recorded::seq).containsExactly(1L, 2L);
        assertThat(store.<List<AuditEvent.Recorded>>read(tx -> tx.audit().latest(AuditFilter.newest(2))))
                .extracting(AuditEvent.Recorded::hash)
                .containsExactly(heard.get(1).hash(), heard.get(0).hash());
    }

    @Test
    @Tag("T-87")
    void theLogIsVerifiedInStepsAndAnEditBehindTheStepIsFoundFromTheKnownRow() {
        for (int row = 0; row < 5; row++) {
            append("row " + row);
        }
        AuditPosition two = store.verifyAudit(AuditPosition.START, 2);
        assertThat(two.seq()).isEqualTo(2);
        assertThat(two.ended()).isFalse();
        assertThat(store.verifyAudit(two, 100).ended()).isTrue();

        Engine.run(url, "UPDATE audit_log SET hash = 'x' WHERE seq = 2");

        assertThatExceptionOfType(AuditBroken.class)
                .isThrownBy(() -> store.verifyAudit(two, 100))
                .withMessageContaining("not the row that was there before");
    }

    private void append(String reason) {
        store.writeNow(tx -> {
            tx.audit().append(Rows.event(Rows.pending(), reason));
            return true;
        });
    }

    private OptionalInt ring(int times) {
        return store.writeNow(tx -> tx.alarms().ring("busy", "machina-bot", "It is busy", times, HOUR));
    }

    private List<Alarms.KeptBack> due() {
        return store.read(tx -> tx.alarms().due("busy", HOUR, 10));
    }
}
