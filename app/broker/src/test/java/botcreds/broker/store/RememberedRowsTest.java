package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.DayCounts;
import botcreds.broker.model.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Uses of remembered rules, reviews, and the counts of days. */
@ParameterizedClass
@EnumSource(Engine.class)
class RememberedRowsTest {
    private static final String RULE = "0123456789abcdef0123456789abcdef";
    private static final LocalDate MONDAY = LocalDate.parse("2026-11-23");

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
    void theLastUseOfEachPermissionAndLevelIsKnown() {
        note("contents", Level.WRITE);
        clock.advance(Duration.ofDays(1));
        note("contents", Level.READ);
        note("contents", Level.READ);

        List<KeptRuleUses.Use> uses = store.read(tx -> tx.keptRuleUses().of(RULE));
        Instant later = Rows.START.plus(Duration.ofDays(1));
        assertThat(uses)
                .containsExactly(
                        new KeptRuleUses.Use("contents", Level.READ, later),
                        new KeptRuleUses.Use("contents", Level.WRITE, Rows.START));
    }

    @Test
    void whatIsKnownOfARuleGoesWithIt() {
        note("contents", Level.WRITE);
        write(tx -> tx.keptRuleUses().keep(RULE, "U1", "alice"));
        write(tx -> tx.keptRuleUses().keep(RULE, "U2", "bob"));
        assertThat(this.<Optional<KeptRuleUses.Kept>>read(
                        tx -> tx.keptRuleUses().kept(RULE)))
                .contains(new KeptRuleUses.Kept("U2", "bob", Rows.START));

        write(tx -> tx.keptRuleUses().forget(RULE));

        assertThat(this.<List<KeptRuleUses.Use>>read(tx -> tx.keptRuleUses().of(RULE)))
                .isEmpty();
        assertThat(this.<Optional<KeptRuleUses.Kept>>read(
                        tx -> tx.keptRuleUses().kept(RULE)))
                .isEmpty();
    }

    @Test
    void aReviewThatIsDueIsTakenByOneOfThoseWhoAsk() {
        Duration month = Duration.ofDays(30);
        assertThat(this.<Boolean>read(tx -> tx.accessReviews().isDue(Rows.START)))
                .as("nothing is due before uses are written down")
                .isFalse();
        write(tx -> tx.accessReviews().begin());
        clock.advance(month.minusSeconds(1));
        write(tx -> tx.accessReviews().begin());
        assertThat(isDue(month)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(isDue(month)).isTrue();

        Instant since = store.now().minus(month);
        List<CompletableFuture<Boolean>> nodes = IntStream.range(0, 20)
                .mapToObj(each -> store.write(tx -> tx.accessReviews().take(since)))
                .toList();

        assertThat(nodes.stream().filter(CompletableFuture::join)).hasSize(1);
        assertThat(isDue(month)).isFalse();
        assertThat(this.<Optional<Instant>>read(tx -> tx.accessReviews().usesSince()))
                .contains(Rows.START);
    }

    @Test
    void daysAreCountedWithTheRowsTheyAreCountedFrom() {
        AccessRequest request = Rows.pending();
        append(request, AuditEvent.Type.CREDENTIAL_ISSUED, Map.of());
        append(request, AuditEvent.Type.CREDENTIAL_ISSUED, Map.of());
        append(request, AuditEvent.Type.CREDENTIAL_REFRESHED, Map.of());
        append(request, AuditEvent.Type.APPROVAL_GRANTED, Map.of("approval", "manual"));
        append(request, AuditEvent.Type.APPROVAL_GRANTED, Map.of("approval", "auto"));
        CompletableFuture<Boolean> undone = store.write(tx -> {
            tx.audit().append(AuditEvent.of(AuditEvent.Type.APPROVAL_DENIED, request, Map.of()));
            throw new IllegalStateException("rolled back");
        });
        assertThat(undone.handle((done, failure) -> failure != null).join()).isTrue();
        clock.advance(Duration.ofDays(1));
        append(request, AuditEvent.Type.APPROVAL_DENIED, Map.of());
        append(request, AuditEvent.Type.CREDENTIAL_DENIED, Map.of());

        assertThat(this.<List<DayCounts>>read(tx -> tx.days().since(MONDAY)))
                .containsExactly(new DayCounts(MONDAY, 2, 1, 0), new DayCounts(MONDAY.plusDays(1), 0, 0, 2));
        assertThat(this.<List<DayCounts>>read(tx -> tx.days().since(MONDAY.plusDays(1))))
                .hasSize(1);
    }

    private boolean isDue(Duration every) {
        Instant since = store.now().minus(every);
        return this.<Boolean>read(tx -> tx.accessReviews().isDue(since));
    }

    private void append(AccessRequest request, AuditEvent.Type type, Map<String, String> detail) {
        write(tx -> tx.audit().append(AuditEvent.of(type, request, detail)));
    }

    private void note(String permission, Level level) {
        write(tx -> tx.keptRuleUses().note(RULE, permission, level));
    }

    private void write(java.util.function.Consumer<Transaction> work) {
        store.<Boolean>writeNow(tx -> {
            work.accept(tx);
            return true;
        });
    }

    private <T> T read(Work<T> work) {
        return store.read(work);
    }
}
