package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is on duty, and who is gone. Two stores on one database are two nodes, also where only PostgreSQL allows it. */
@ParameterizedClass
@EnumSource(Engine.class)
class NodesTest {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration ATTEMPT = Duration.ofSeconds(60);

    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private Store one;
    private Store two;

    @BeforeEach
    void open() {
        String url = engine.freshUrl();
        one = Engine.open(url, clock);
        two = Engine.open(url, clock);
    }

    @AfterEach
    void close() {
        two.close();
        one.close();
    }

    @Test
    @Tag("T-29")
    void oneNodeHasTheDutyAndItsLeaseIsRenewed() {
        Optional<Long> epoch = takeDuty(one);
        assertThat(epoch).isPresent();
        assertThat(takeDuty(two)).isEmpty();
        clock.advance(LEASE.minusSeconds(1));
        assertThat(takeDuty(one)).isEqualTo(epoch);
        clock.advance(LEASE.minusSeconds(1));
        assertThat(takeDuty(two)).isEmpty();
    }

    @Test
    @Tag("T-29")
    void aNodeThatWasPausedForTwoLeasesFindsTheFenceShut() {
        long before = takeDuty(one).orElseThrow();
        clock.advance(LEASE.multipliedBy(2));
        // Late, but nobody has taken over: what it did may be booked.
        assertThat(hasDuty(one, before)).isTrue();
        assertThat(takeDuty(two)).isPresent();
        assertThat(hasDuty(one, before)).isFalse();
        assertThat(takeDuty(one)).isEmpty();
        // Even after it is on duty once more, what it had in hand before is not its own.
        clock.advance(LEASE.multipliedBy(2));
        long again = takeDuty(one).orElseThrow();
        assertThat(hasDuty(one, before)).isFalse();
        assertThat(hasDuty(one, again)).isTrue();
    }

    @Test
    void aNodeThatLeavesHandsTheDutyOverAtOnce() {
        assertThat(takeDuty(one)).isPresent();
        one.writeNow(tx -> {
            tx.nodes().leave();
            return true;
        });
        assertThat(takeDuty(two)).isPresent();
        assertThat(two.<Integer>read(tx -> tx.nodes().living())).isEqualTo(1);
    }

    @Test
    @Tag("T-26")
    void whatALapsedNodeWasMintingMayBeTakenOverAndItsOwnFinishCountsNoMore() {
        AccessRequest request = Rows.pending();
        takeDuty(one);
        Attempt first = one.<Optional<Attempt>>writeNow(tx -> tx.mints().begin(request.id(), 0, ATTEMPT, 9))
                .orElseThrow();
        clock.advance(LEASE);
        takeDuty(two);
        assertThat(two.<List<Attempt>>read(tx -> tx.mints().abandoned(tx.now(), 9)))
                .isEmpty();
        assertThat(two.<List<String>>writeNow(tx -> tx.nodes().buryLapsed())).hasSize(1);
        List<Attempt> abandoned = two.read(tx -> tx.mints().abandoned(tx.now(), 9));
        assertThat(abandoned).extracting(Attempt::request).containsExactly(request.id());
        Attempt second = two.<Optional<Attempt>>writeNow(tx -> tx.mints().begin(request.id(), 0, ATTEMPT, 9))
                .orElseThrow();
        assertThat(one.<Boolean>writeNow(tx -> tx.mints().finish(first, Outcome.MINTED, Optional.empty())))
                .isFalse();
        assertThat(two.<Boolean>writeNow(tx -> tx.mints().finish(second, Outcome.MINTED, Optional.empty())))
                .isTrue();
    }

    @Test
    void whatALivingNodeIsMintingIsLeftAlone() {
        AccessRequest request = Rows.pending();
        takeDuty(one);
        assertThat(one.<Optional<Attempt>>writeNow(tx -> tx.mints().begin(request.id(), 0, ATTEMPT, 9)))
                .isPresent();
        clock.advance(LEASE.minusSeconds(1));
        takeDuty(two);
        assertThat(two.<List<String>>writeNow(tx -> tx.nodes().buryLapsed())).isEmpty();
        assertThat(two.<Optional<Attempt>>writeNow(tx -> tx.mints().begin(request.id(), 0, ATTEMPT, 9)))
                .isEmpty();
    }

    @Test
    void whoIsAloneTakesAllOfItWithoutWaiting() {
        AccessRequest request = Rows.pending();
        takeDuty(one);
        assertThat(one.<Optional<Attempt>>writeNow(tx -> tx.mints().begin(request.id(), 0, ATTEMPT, 9)))
                .isPresent();
        two.writeNow(tx -> {
            tx.nodes().alone(LEASE);
            return true;
        });
        assertThat(takeDuty(two)).isPresent();
        assertThat(two.<List<Attempt>>read(tx -> tx.mints().abandoned(tx.now(), 9)))
                .hasSize(1);
        assertThat(two.<Integer>read(tx -> tx.nodes().living())).isEqualTo(1);
    }

    private static Optional<Long> takeDuty(Store node) {
        return node.writeNow(tx -> {
            tx.nodes().beat(LEASE);
            return tx.nodes().takeDuty(LEASE);
        });
    }

    private static boolean hasDuty(Store node, long epoch) {
        return node.writeNow(tx -> tx.nodes().hasDuty(epoch));
    }
}
