package botcreds.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ShortIdsTest {
    private final AtomicInteger number = new AtomicInteger();
    private final ShortIds shortIds =
            new ShortIds(length -> String.format(Locale.ROOT, "%0" + length + "x", number.incrementAndGet()));

    private String free(Predicate<String> taken) {
        return shortIds.free(shortIds.drawn(), taken);
    }

    @Test
    void fourCharactersWhileTheySuffice() {
        assertThat(free(id -> id.endsWith("1"))).isEqualTo("0002");
    }

    @Test
    void oneMoreWheneverLuckRunsOut() {
        assertThat(free(id -> id.length() < 6)).hasSize(6);
    }

    @Test
    void whatIsUsedUpIsNotTriedAgainForEachRequest() {
        free(id -> id.length() < 6);
        int before = number.get();

        for (int each = 0; each < 100; each++) {
            assertThat(free(id -> id.length() < 6)).hasSize(6);
        }

        assertThat(number.get() - before).isEqualTo(100);
    }

    @Test
    void fourAreTakenAgainOnceTheyAreFree() {
        free(id -> id.length() < 6);

        for (int each = 0; each < 255; each++) {
            free(id -> false);
        }

        assertThat(free(id -> false)).hasSize(4);
    }
}
