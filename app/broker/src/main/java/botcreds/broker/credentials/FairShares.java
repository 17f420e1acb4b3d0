package botcreds.broker.credentials;

import botcreds.broker.github.GitHub;
import botcreds.broker.github.InstallationBudget;
import botcreds.broker.model.BotId;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Stats;
import botcreds.broker.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Shares out what is left of an installation's limit when it is short. GitHub does not tell which bot made how many calls, so
 * what counts is how many tokens each was given since the limit began anew, by this broker: whoever had more than an equal
 * share waits until it begins anew again, and the others go on. Thread-safe; forgets at a restart.
 */
public final class FairShares {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Store store;
    private final GitHub gitHub;
    private final Map<Long, Window> windows = new HashMap<>();

    /** What was given since the limit began anew. */
    private static final class Window {
        private final Instant begun;
        private final Map<BotId, Integer> given = new TreeMap<>();

        Window(Instant begun) {
            this.begun = begun;
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
        window(installation, budget(installation)).given.merge(bot, 1, Integer::sum);
    }

    /** Says no to a bot that had more than its share while little is left; empty lets it go on. */
    public synchronized Optional<Answer.Refused> refusal(long installation, BotId bot) {
        Optional<InstallationBudget> budget = budget(installation).filter(InstallationBudget::isShort);
        if (budget.isEmpty() || !window(installation, budget).hadMore(bot)) {
            return Optional.empty();
        }
        return Optional.of(Refusals.budgetShort(
                budget.get().reset(), Duration.between(store.now(), budget.get().reset())));
    }

    /** What GitHub leaves each installation that it has told of, and who was given how many tokens of it. */
    public synchronized List<Stats.Budget> budgets() {
        Instant now = store.now();
        return gitHub.budgets().stream()
                .map(each -> new Stats.Budget(
                        each.installation(), each.left(), each.limit(), each.reset(), each.isShort(), given(each, now)))
                .toList();
    }

    private Map<String, Integer> given(InstallationBudget budget, Instant now) {
        Map<String, Integer> given = new HashMap<>();
        Window window = windows.get(budget.installation());
        if (window != null && !window.begun.isBefore(hourBegan(Optional.of(budget), now))) {
            window.given.forEach((bot, many) -> given.put(bot.value(), many));
        }
        return given;
    }

    private Optional<InstallationBudget> budget(long installation) {
        return gitHub.budgets().stream()
                .filter(each -> each.installation() == installation)
                .findFirst();
    }

    private Window window(long installation, Optional<InstallationBudget> budget) {
        Instant now = store.now();
        Instant hourBegan = hourBegan(budget, now);
        Window window = windows.get(installation);
        if (window == null || window.begun.isBefore(hourBegan)) {
            window = new Window(now.isBefore(hourBegan) ? hourBegan : now);
            windows.put(installation, window);
        }
        return window;
    }

    /** GitHub's hour where it is known, also if it was learnt after tokens were given; the last one until it is. */
    private static Instant hourBegan(Optional<InstallationBudget> budget, Instant now) {
        return budget.map(InstallationBudget::reset)
                .map(reset -> now.isBefore(reset) ? reset.minus(HOUR) : reset)
                .orElseGet(() -> now.minus(HOUR));
    }
}
