package botcreds.broker.errands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T-81")
class BreakersTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Breakers breakers = new Breakers();

    private void fail(int times, Instant at) {
        for (int time = 0; time < times; time++) {
            breakers.failed("dead.example", at);
        }
    }

    @Test
    void afterFiveFailuresItRestsAndThenOneMayTry() {
        fail(Breakers.FAILURES - 1, START);
        assertThat(breakers.restsUntil("dead.example", START)).isEmpty();
        assertThat(breakers.failed("dead.example", START)).isTrue();

        assertThat(breakers.restsUntil("dead.example", START)).contains(START.plus(Breakers.REST));
        assertThat(breakers.restsUntil("other.example", START)).isEmpty();
        Instant over = START.plus(Breakers.REST);
        assertThat(breakers.restsUntil("dead.example", over)).isEmpty();
        assertThat(breakers.restsUntil("dead.example", over)).isPresent();
    }

    @Test
    void eachFailureMakesTheRestLongerUpToSixteenMinutes() {
        fail(Breakers.FAILURES + 1, START);
        assertThat(breakers.restsUntil("dead.example", START)).contains(START.plus(Duration.ofMinutes(2)));
        fail(20, START);
        assertThat(breakers.restsUntil("dead.example", START)).contains(START.plus(Duration.ofMinutes(16)));
    }

    @Test
    void oneAnswerMakesItWellAgain() {
        fail(Breakers.FAILURES, START);
        breakers.answered("dead.example");
        fail(Breakers.FAILURES - 1, START);
        assertThat(breakers.restsUntil("dead.example", START)).isEmpty();
    }
}
