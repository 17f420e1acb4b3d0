package botcreds.broker.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code remember:}. */
final class RememberReader {
    private static final List<String> KEYS = List.of("pending", "pending_for");
    private static final List<String> PENDING = List.of("waits", "counts");
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration USUAL = Duration.ofDays(1);

    private final Issues issues;

    RememberReader(Issues issues) {
        this.issues = issues;
    }

    RememberPlan plan(Section policy) {
        return policy.node("remember")
                .flatMap(node -> Section.open(node, "remember", KEYS, issues))
                .map(RememberReader::read)
                .orElse(RememberPlan.WAITS);
    }

    private static RememberPlan read(Section section) {
        Optional<String> pending = section.text("pending");
        if (pending.isPresent() && !PENDING.contains(pending.get())) {
            section.error("bad_remember", "pending", "expected waits or counts.");
        }
        boolean counts = pending.filter("counts"::equals).isPresent();
        if (section.has("pending_for") && !counts) {
            section.error(
                    "bad_remember", "pending_for", "means nothing without pending: counts; add that or remove it.");
        }
        Optional<Duration> span = section.duration("pending_for", SHORTEST, LONGEST);
        return counts ? new RememberPlan(Optional.of(span.orElse(USUAL))) : RememberPlan.WAITS;
    }
}
