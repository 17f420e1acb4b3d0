package botcreds.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuietHoursTest {
    private static final String NIGHT = "quiet_hours: {from: \"22:00\", to: \"07:00\", zone: Europe/Berlin}";

    @Test
    void theNightReachesFromOneDayIntoTheNext() {
        Policy policy = policy(NIGHT);

        assertThat(policy.isQuiet(Instant.parse("2026-01-10T20:59:59Z"))).isFalse();
        assertThat(policy.isQuiet(Instant.parse("2026-01-10T21:00:00Z"))).isTrue();
        assertThat(policy.isQuiet(Instant.parse("2026-01-11T00:30:00Z"))).isTrue();
        assertThat(policy.isQuiet(Instant.parse("2026-01-11T05:59:59Z"))).isTrue();
        assertThat(policy.isQuiet(Instant.parse("2026-01-11T06:00:00Z"))).isFalse();
    }

    @Test
    void theClockOfTheZoneCountsAlsoInSummer() {
        Policy policy = policy(NIGHT);

        assertThat(policy.isQuiet(Instant.parse("2026-07-10T19:59:59Z"))).isFalse();
        assertThat(policy.isQuiet(Instant.parse("2026-07-10T20:00:00Z"))).isTrue();
        assertThat(policy.isQuiet(Instant.parse("2026-07-11T05:00:00Z"))).isFalse();
    }

    @Test
    void hoursWithinADayAreThoseBetween() {
        Policy policy = policy("quiet_hours: {from: \"12:00\", to: \"13:00\", zone: UTC}");

        assertThat(policy.isQuiet(Instant.parse("2026-01-10T12:59:59Z"))).isTrue();
        assertThat(policy.isQuiet(Instant.parse("2026-01-10T13:00:00Z"))).isFalse();
        assertThat(policy.isQuiet(Instant.parse("2026-01-10T11:59:59Z"))).isFalse();
    }

    @Test
    void withoutQuietHoursItIsNeverQuiet() {
        assertThat(policy("").isQuiet(Instant.parse("2026-01-10T02:00:00Z"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{from: \"22:00\", to: \"22:00\", zone: UTC}",
                "{from: \"24:00\", to: \"07:00\", zone: UTC}",
                "{from: \"9:00\", to: \"10:00\", zone: UTC}",
                "{from: \"22:00\", to: \"07:00\"}",
                "{from: \"22:00\", zone: UTC}",
                "{from: \"22:00\", to: \"07:00\", zone: Europe/Nowhere}",
                "{from: \"22:00\", to: \"07:00\", zone: UTC, days: [mon]}",
                "[]"
            })
    void whatIsNoSpanOfTimeRejectsTheFile(String hours) {
        assertThat(Policies.reading("bots: {}\nquiet_hours: " + hours + "\n").policy())
                .isEmpty();
    }

    private static Policy policy(String hours) {
        return Policies.policy("bots: {}\n" + hours + "\n");
    }
}
