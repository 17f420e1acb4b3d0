package botcreds.broker.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads how often remembered rules are reviewed, and where. */
final class ReviewReader {
    private static final List<String> KEYS = List.of("every", "channel");
    private static final Duration OFTENEST = Duration.ofDays(1);
    private static final Duration RAREST = Duration.ofDays(365);
    private static final String NEVER = "never";

    private final WhoReader who;
    private final Issues issues;

    ReviewReader(WhoReader who, Issues issues) {
        this.who = who;
        this.issues = issues;
    }

    ReviewPlan plan(Section policy) {
        return policy.node("review")
                .flatMap(node -> Section.open(node, "review", KEYS, issues))
                .map(section -> new ReviewPlan(every(section), who.channel(section, "channel")))
                .orElse(ReviewPlan.MONTHLY);
    }

    private static Optional<Duration> every(Section section) {
        if (!section.has("every")) {
            return ReviewPlan.MONTHLY.every();
        }
        boolean never = section.text("every").filter(NEVER::equals).isPresent();
        return never ? Optional.empty() : section.duration("every", OFTENEST, RAREST);
    }
}
