package botcreds.broker.rules;

import botcreds.broker.duty.Duty;
import botcreds.broker.duty.Rounds;
import botcreds.broker.errands.Alerts;
import botcreds.broker.model.Human;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.ReviewPlan;
import botcreds.broker.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Puts the remembered rules before humans as often as the policy says. When that was last done is in the database, so a
 * restart forgets and repeats nothing, and of several nodes one does it.
 */
public final class ReviewRounds implements AutoCloseable {
    private static final Duration ROUND = Duration.ofMinutes(1);
    private static final int MOST_LISTED = 20;

    private final Store store;
    private final PolicyFile policyFile;
    private final RuleReviews reviews;
    private final Alerts alerts;
    private final Rounds rounds;

    public ReviewRounds(Store store, PolicyFile policyFile, RuleReviews reviews, Alerts alerts, Duty duty) {
        this.store = store;
        this.policyFile = policyFile;
        this.reviews = reviews;
        this.alerts = alerts;
        this.rounds = new Rounds("access-review", ROUND, duty.only(this::round));
    }

    /** Begins to look whether a review is due. */
    public void start() {
        rounds.start();
    }

    @Override
    public void close() {
        rounds.close();
    }

    /** One round; also what tests call. */
    public void round() {
        if (store.<Optional<Instant>>read(tx -> tx.accessReviews().usesSince()).isEmpty()) {
            store.writeNow(tx -> {
                tx.accessReviews().begin();
                return true;
            });
        }
        ReviewPlan plan = policyFile.current().review();
        if (plan.every().isEmpty()) {
            return;
        }
        Instant lastAtOrBefore = store.now().minus(plan.every().get());
        if (!store.<Boolean>read(tx -> tx.accessReviews().isDue(lastAtOrBefore))) {
            return;
        }
        List<StandingRule> rules = reviews.rules(Human.admin());
        store.writeNow(tx -> {
            boolean ours = tx.accessReviews().take(lastAtOrBefore) && !rules.isEmpty();
            if (ours) {
                alerts.say(tx, plan.channel().orElseGet(policyFile.current()::channel), headline(rules), detail(rules));
            }
            return ours;
        });
    }

    private static String headline(List<StandingRule> rules) {
        long unused = rules.stream().filter(StandingRule::isUnused).count();
        long wide = rules.stream().filter(rule -> rule.narrower().isPresent()).count();
        String all = rules.size() == 1 ? "one remembered rule gives" : rules.size() + " remembered rules give";
        return "Access review: " + all + " bots access without asking; unused for 30 days: " + unused
                + ", wider than needed: " + wide + ". Decide with /botcreds review.";
    }

    private static String detail(List<StandingRule> rules) {
        String listed =
                rules.stream().limit(MOST_LISTED).map(ReviewRounds::line).collect(Collectors.joining("\n"));
        return rules.size() > MOST_LISTED ? listed + "\nand " + (rules.size() - MOST_LISTED) + " more" : listed;
    }

    private static String line(StandingRule rule) {
        String used = rule.lastUsed()
                .map(at -> "last used " + at.toString().substring(0, 10))
                .orElse("no use known");
        String advice = rule.isUnused()
                ? "; remove?"
                : rule.narrower().map(less -> "; " + less + " would do").orElse("");
        return rule.bot() + "  " + String.join(", ", rule.scope().repositoryNames()) + "  "
                + rule.scope().permissions() + "  by " + rule.byName() + " " + rule.on() + ", " + used + advice;
    }
}
