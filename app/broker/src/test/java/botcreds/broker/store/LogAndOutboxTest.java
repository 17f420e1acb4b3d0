package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class LogAndOutboxTest {
    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private final AccessRequest pending = Rows.pending();
    private Store store;

    @BeforeEach
    void open() {
        store = Engine.open(engine.freshUrl(), clock);
        write(tx -> {
            tx.requests().insert(pending, Rows.FINGERPRINT);
            return true;
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whoCarriesIsToldOfWhatIsToBeToldAndOfNothingElse() {
        AtomicInteger told = new AtomicInteger();
        store.onToTell(told::incrementAndGet);

        write(tx -> {
            tx.audit().append(AuditEvent.of(AuditEvent.Type.MINT_STARTED, pending, Map.of()));
            return true;
        });
        write(tx -> {
            tx.outbox().add("show", "r1", "");
            return true;
        });
        Awaitility.await().until(() -> told.get() == 1);
        write(tx -> {
            tx.notifications().happened("e1", "waiting", "r1");
            return true;
        });
        Awaitility.await().until(() -> told.get() == 2);
    }

    @Test
    void theOutboxKeepsTheOrderOfASubjectAndTellsTheSameOnce() {
        write(tx -> {
            tx.outbox().add("show", "r1", "");
            tx.outbox().add("show", "r1", "");
            tx.outbox().add("tell", "r1", "first");
            tx.outbox().add("tell", "r1", "second");
            tx.outbox().add("show", "r2", "");
            return true;
        });
        List<Outbox.Item> due = due();
        assertThat(due).extracting(Outbox.Item::subject).containsExactly("r1", "r2");
        write(tx -> {
            tx.outbox().retry(due.get(0), tx.now().plusSeconds(9), "rate limited");
            tx.outbox().done(due.get(1));
            return true;
        });
        assertThat(due()).isEmpty();
        clock.advance(Duration.ofSeconds(9));
        assertThat(due()).singleElement().satisfies(item -> {
            assertThat(item.kind()).isEqualTo("show");
            assertThat(item.attempts()).isEqualTo(1);
        });
        done(due().get(0));
        assertThat(due()).extracting(Outbox.Item::body).containsExactly("first");
        write(tx -> {
            tx.outbox().fail(due().get(0), "no such channel");
            return true;
        });
        assertThat(due()).extracting(Outbox.Item::body).containsExactly("second");
        done(due().get(0));
        assertThat(this.<Integer>read(tx -> tx.outbox().depth())).isZero();
    }

    @Test
    void theLogIsSearchedByEveryFieldAndBlotsOutTokens() {
        AccessRequest other = Rows.pending(new BotId("other"), Rows.START);
        write(tx -> {
            tx.audit().append(Rows.event(pending, "use " + Rows.token().reveal() + " «ü» \ud83d"));
            return true;
        });
        clock.advance(Duration.ofMinutes(1));
        write(tx -> {
            tx.audit().append(Rows.event(other, "two"));
            tx.audit().append(AuditEvent.of(AuditEvent.Type.POLICY_CHANGED, Map.of("actor", "U1")));
            return true;
        });
        assertThat(log(AuditFilter.newest(10)))
                .extracting(AuditEvent.Recorded::seq)
                .containsExactly(3L, 2L, 1L);
        assertThat(log(AuditFilter.newest(10).bot(Rows.BOT))).hasSize(1);
        assertThat(log(AuditFilter.newest(10).request(other.id()))).hasSize(1);
        assertThat(log(AuditFilter.newest(10).repo(Rows.REPO_A))).hasSize(2);
        assertThat(log(AuditFilter.newest(10).repo(Rows.REPO_A).bot(Rows.BOT))).hasSize(1);
        assertThat(log(AuditFilter.newest(10).event(AuditEvent.Type.POLICY_CHANGED)))
                .hasSize(1);
        assertThat(log(AuditFilter.newest(10).since(Rows.START.plusSeconds(60))))
                .hasSize(2);
        assertThat(log(AuditFilter.newest(10).since(Rows.START.plusSeconds(61))))
                .isEmpty();
        AuditEvent.Recorded first = log(AuditFilter.newest(10)).get(2);
        assertThat(first.json()).contains("use [REDACTED]").doesNotContain("ghs_");
        assertThat(first.json())
                .startsWith(
                        "{\"timestamp\":\"2026-11-23T10:00:00.123456Z\",\"event\":\"credential_requested\","
                                + "\"bot\":\"machina-bot\",\"repos\":[\"MyOrg/repo-a\",\"MyOrg/repo-b\"],"
                                + "\"permissions\":[\"contents:write\",\"issues:read\"],\"client_ip\":\"10.0.0.9\",\"reason\":");
        assertThat(log(AuditFilter.newest(10)).get(1).event()).isEqualTo(Rows.event(other, "two"));
        assertThat(store.verifyAudit()).isEqualTo(3);
    }

    private List<Outbox.Item> due() {
        return store.read(tx -> tx.outbox().due(tx.now(), 10));
    }

    private void done(Outbox.Item item) {
        write(tx -> {
            tx.outbox().done(item);
            return true;
        });
    }

    private List<AuditEvent.Recorded> log(AuditFilter filter) {
        return store.read(tx -> tx.audit().latest(filter));
    }

    private <T> T write(Work<T> work) {
        return store.writeNow(work);
    }

    private <T> T read(Work<T> work) {
        return store.read(work);
    }
}
