package botcreds.broker.policy;

import java.time.Duration;
import java.util.List;

/** Reads {@code alerts:}. */
final class AlertsReader {
    private static final List<String> KEYS = List.of(
            "new_repository",
            "requests_per_hour",
            "denied_percent",
            "denied_at_least",
            "untouched_in_a_row",
            "clock_off",
            "app_key_age",
            "database_megabytes",
            "policy_stale");

    private final Issues issues;

    AlertsReader(Issues issues) {
        this.issues = issues;
    }

    AlertLimits alerts(Section policy) {
        AlertLimits unsaid = AlertLimits.DEFAULT;
        return policy.node("alerts")
                .flatMap(node -> Section.open(node, "alerts", KEYS, issues))
                .map(section -> new AlertLimits(
                        section.flag("new_repository").orElse(unsaid.newRepository()),
                        section.number("requests_per_hour", 0, 100_000).orElse(unsaid.requestsPerHour()),
                        section.number("denied_percent", 0, 100).orElse(unsaid.deniedPercent()),
                        section.number("denied_at_least", 1, 10_000).orElse(unsaid.deniedAtLeast()),
                        section.number("untouched_in_a_row", 0, 10_000).orElse(unsaid.untouchedInARow()),
                        section.duration("clock_off", Duration.ofSeconds(5), Duration.ofHours(1))
                                .orElse(unsaid.clockOff()),
                        section.duration("app_key_age", Duration.ofDays(1), Duration.ofDays(3650))
                                .orElse(unsaid.appKeyAge()),
                        section.number("database_megabytes", 0, 1_000_000).orElse(unsaid.databaseMegabytes()),
                        section.duration("policy_stale", Duration.ofMinutes(1), Duration.ofDays(1))
                                .orElse(unsaid.policyStale())))
                .orElse(unsaid);
    }
}
