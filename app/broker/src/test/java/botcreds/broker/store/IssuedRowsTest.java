package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is issued, at a glance, whatever else there is; on both engines. */
@ParameterizedClass
@EnumSource(Engine.class)
class IssuedRowsTest {
    private static final int MORE_THAN_IS_LOOKED_THROUGH = 1_100;

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
    void ofMoreThanAreWantedTheNewestAreShown() {
        List<AccessRequest> newestFirst = add(RequestState.ISSUED, 7, Duration.ZERO);
        add(RequestState.PENDING, 50, Duration.ofDays(1));
        assertThat(issued(3)).isEqualTo(newestFirst.subList(0, 3));
    }

    @Test
    void fewAreAllShownHoweverManyCameSince() {
        List<AccessRequest> newestFirst = add(RequestState.ISSUED, 5, Duration.ZERO);
        add(RequestState.DENIED, MORE_THAN_IS_LOOKED_THROUGH, Duration.ofDays(1));
        assertThat(issued(5)).isEqualTo(newestFirst);
    }

    @Test
    void oldOnesFillThePageWhenTheNewestAreTooFew() {
        List<AccessRequest> old = add(RequestState.ISSUED, 5, Duration.ZERO);
        add(RequestState.DENIED, MORE_THAN_IS_LOOKED_THROUGH, Duration.ofDays(1));
        List<AccessRequest> young = add(RequestState.ISSUED, 2, Duration.ofDays(2));
        assertThat(issued(4))
                .hasSize(4)
                .startsWith(young.get(0), young.get(1))
                .allMatch(each -> old.contains(each) || young.contains(each));
    }

    private List<AccessRequest> issued(int limit) {
        return store.read(tx -> tx.requests().issued(limit));
    }

    /** Returns them newest first. */
    private List<AccessRequest> add(RequestState state, int count, Duration after) {
        List<AccessRequest> added = new ArrayList<>();
        for (int each = 0; each < count; each++) {
            added.add(Rows.in(Rows.pending(Rows.BOT, Rows.START.plus(after).plusSeconds(each)), state));
        }
        store.writeNow(tx -> {
            added.forEach(request -> tx.requests().insert(request, Rows.FINGERPRINT));
            return true;
        });
        Collections.reverse(added);
        return added;
    }
}
