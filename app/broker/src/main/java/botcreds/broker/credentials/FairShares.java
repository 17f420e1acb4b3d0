package botcreds.broker.credentials;

import botcreds.broker.github.GitHub;
import botcreds.broker.github.InstallationBudget;
import botcreds.broker.model.BotId;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Stats;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shares out what is left of an installation's limit when it is short. GitHub does not tell which bot made how many calls, so
 * what counts is how many tokens each was given since the limit began anew, by any node: whoever had more than an equal share
 * waits until it begins anew again, and the others go on. Thread-safe.
 */
public final class FairShares {
    private static final Duration HOUR = Duration.ofHours(1);

    /** How long a count is gone by; what this node gives meanwhile is added to it. */
    private static final Duration COUNT_EVERY = Duration.ofSeconds(5);

    private final Store store;
    private final GitHub gitHub;
    private final Map<Long, Window> windows = new HashMap<>();

    /** What was given since the limit began anew, as counted at a moment by {@link System#nanoTime}. */
    private record Window(Instant begun, Map<BotId, Integer> given, long counted) {
        boolean isOld() {
            return System.nanoTime() - counted >= COUNT_EVERY.toNanos();
        }

        /** More than an equal part of what was given is too much; a bot alone takes nothing from anybody. */
        boolean hadMore(BotId bot) {
            int all = given.values().stream().mapToInt(Integer::intValue).sum();
            return given.size() > 1 && (long) given.getOrDefault(bot, 0) * given.size() > all;
        }
    }

    public FairShares(Store store, GitHub gitHub) {
        this.store = store;
        this.gitHub = gitHub;
    }

    /** Takes note of a token. */
    synchronized void gave(long installation, BotId bot) {
        Window window = windows.get(installation);
        if (window != null) {
            window.given.merge(bot, 1, Integer::sum);
        }
    }

    /**
     * Says no to a bot that had more than its share while little is left; empty lets it go on.
     *
     * @throws StoreUnavailable if what was given cannot be counted
     */
    public Optional<Answer.Refused> refusal(long installation, BotId bot) {
        return gitHub.budgets().stream()
                .filter(each -> each.installation() == installation)
                .filter(InstallationBudget::isShort)
                .findFirst()
                .filter(budget -> store.<Boolean>read(tx -> hadMore(tx, budget, bot)))
                .map(budget -> Refusals.budgetShort(budget.reset(), Duration.between(store.now(), budget.reset())));
    }

    /** What GitHub leaves each installation that it has told this node of, and who was given how many tokens of it. */
    public List<Stats.Budget> budgets(Transaction tx) {
        return gitHub.budgets().stream()
                .map(each -> new Stats.Budget(
                        each.installation(), each.left(), each.limit(), each.reset(), each.isShort(), given(tx, each)))
                .toList();
    }

    private synchronized boolean hadMore(Transaction tx, InstallationBudget budget, BotId bot) {
        return window(tx, budget).hadMore(bot);
    }

    private synchronized Map<String, Integer> given(Transaction tx, InstallationBudget budget) {
        Map<String, Integer> given = new HashMap<>();
        window(tx, budget).given.forEach((bot, many) -> given.put(bot.value(), many));
        return given;
    }

    private Window window(Transaction tx, InstallationBudget budget) {
        Instant begun = hourBegan(budget);
        Window last = windows.get(budget.installation());
        if (last != null && last.begun.equals(begun) && !last.isOld()) {
            return last;
        }
        long counted = System.nanoTime();
        Window window = new Window(begun, new HashMap<>(tx.credentials().given(budget.installation(), begun)), counted);
        windows.put(budget.installation(), window);
        return window;
    }

    private Instant hourBegan(InstallationBudget budget) {
        return store.now().isBefore(budget.reset()) ? budget.reset().minus(HOUR) : budget.reset();
    }
}
