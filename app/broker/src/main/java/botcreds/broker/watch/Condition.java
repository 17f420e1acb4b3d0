package botcreds.broker.watch;

import botcreds.broker.github.InstallationBudget;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Durations;
import botcreds.broker.policy.AlertLimits;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.PolicyOrigin;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** How the broker stands at a moment: what is in the database, the file, the clock, the keys. For one thread. */
final class Condition {
    private static final long MEGABYTE = 1024 * 1024;
    private static final int MOST_INTRODUCED = 500;

    private final Store store;
    private final PolicyFile policyFile;
    private final BotLabels bots;
    private final GitHubMeter gitHub;
    private final Supplier<List<String>> keys;
    private final Supplier<List<InstallationBudget>> budgets;
    private final Bell bell;
    private final Meters meters;
    private final Neighbours neighbours;
    private final Set<String> withLive = new HashSet<>();
    /** Whether the policy is stale because its place could not be asked; a refusal has its own end, which is told elsewhere. */
    private boolean policyAway;

    /** @param keys tells the fingerprints of the App's keys */
    Condition(
            Store store,
            PolicyFile policyFile,
            BotLabels bots,
            GitHubMeter gitHub,
            Supplier<List<String>> keys,
            Supplier<List<InstallationBudget>> budgets,
            Bell bell,
            Meters meters) {
        this.store = store;
        this.policyFile = policyFile;
        this.bots = bots;
        this.gitHub = gitHub;
        this.keys = keys;
        this.budgets = budgets;
        this.bell = bell;
        this.meters = meters;
        this.neighbours = new Neighbours(store, policyFile, bell, meters);
    }

    private record Rows(int pending, int outbox, Optional<Instant> oldest, Map<BotId, Integer> live, Instant now) {
        static Rows of(Transaction tx) {
            return new Rows(
                    tx.requests().countPending(),
                    tx.outbox().depth(),
                    tx.outbox().oldest(),
                    tx.credentials().countAlive(),
                    tx.now());
        }
    }

    /** Each bot has some twenty series; beyond so many they begin when something happens. */
    void introduce() {
        policyFile.current().bots().stream()
                .limit(MOST_INTRODUCED)
                .forEach(bot -> meters.introduce(bot.id().value()));
    }

    /** Reads the gauges. A few queries over what is alive, never over the log. */
    void look() {
        introduce();
        meters.policyInForce.set(policyFile.isInForce() ? 1 : 0);
        meters.databaseBytes.set((double) store.fileBytes().orElse(0));
        budgets.get().forEach(budget -> {
            String installation = Long.toString(budget.installation());
            meters.installationLeft.labelValues(installation).set((double) budget.left());
            meters.installationLimit.labelValues(installation).set((double) budget.limit());
        });
        neighbours.look();
        Rows rows = store.read(Rows::of);
        meters.pending.set(rows.pending());
        meters.outboxDepth.set(rows.outbox());
        meters.outboxAge.set(rows.oldest()
                .map(since -> Math.max(0, Duration.between(since, rows.now()).toMillis()) / 1000.0)
                .orElse(0.0));
        Map<String, Integer> live = new HashMap<>();
        rows.live().forEach((bot, many) -> live.merge(bots.of(bot), many, Integer::sum));
        withLive.addAll(live.keySet());
        withLive.forEach(bot -> meters.live.labelValues(bot).set(live.getOrDefault(bot, 0)));
    }

    /** How many nodes share the database, and which of them differ; empty where none can. On any thread. */
    Optional<String> nodes() {
        return neighbours.said();
    }

    /** Tells of what lasts and should not. */
    void judge(Instant now) {
        AlertLimits limits = policyFile.current().alerts();
        Duration apart = gitHub.offset().map(Duration::abs).orElse(Duration.ZERO);
        bell.state(
                Alarm.CLOCK_OFF,
                "",
                apart.compareTo(limits.clockOff()) > 0,
                now,
                () -> new Bell.Message(
                        "The broker's clock and GitHub's are " + apart.toSeconds() + " seconds apart",
                        "GitHub refuses the App's signature when they are minutes apart, and then nothing can be issued or"
                                + " revoked. Set this machine's clock by NTP."));
        long megabytes = store.fileBytes().orElse(0) / MEGABYTE;
        bell.state(
                Alarm.DATABASE_LARGE,
                "",
                limits.databaseMegabytes() > 0 && megabytes > limits.databaseMegabytes(),
                now,
                () -> new Bell.Message(
                        "The database file has " + megabytes + " MB",
                        "The policy calls more than " + limits.databaseMegabytes() + " MB large"
                                + " (alerts.database_megabytes). See that its disk has room: a full disk stops all issuing."
                                + " Restarting compacts the file; for much more, move to PostgreSQL."));
        budgets.get().forEach(budget -> judge(budget, now));
        policyFile.origin().ifPresent(origin -> judge(origin, limits.policyStale(), now));
        keys.get().forEach(key -> judge(key, limits.appKeyAge(), now));
    }

    private void judge(InstallationBudget budget, Instant now) {
        bell.state(
                Alarm.GITHUB_BUDGET,
                Long.toString(budget.installation()),
                budget.isShort(),
                now,
                () -> new Bell.Message(
                        "GitHub leaves installation " + budget.installation() + " only " + budget.left() + " of "
                                + budget.limit() + " calls until " + budget.reset(),
                        "All tokens of the installation share them. Until then bots that had more than their share of"
                                + " tokens are told to wait; /v1/stats and botcreds_credentials_issued_total say which."
                                + " Have them keep their tokens, and look at what they call."));
    }

    private void judge(PolicyOrigin origin, Duration most, Instant now) {
        Duration unconfirmed = Duration.between(origin.confirmedAt(), now);
        boolean stale = unconfirmed.compareTo(most) > 0;
        boolean wasAway = policyAway;
        policyAway = stale && origin.trouble().isPresent();
        String commit = origin.commit().substring(0, 12) + " of " + origin.where();
        boolean over = bell.state(
                Alarm.POLICY_STALE,
                "",
                stale,
                now,
                () -> new Bell.Message(
                        "The policy in git has not been confirmed for " + unconfirmed.toMinutes() + " minutes",
                        "The last good one counts, commit " + commit + "; a deny written since then does not. "
                                + origin.trouble()
                                        .orElse("What the branch has now was refused; see the alert of then.")));
        if (over && wasAway) {
            bell.over(new Bell.Message(
                    "The policy in git is confirmed again",
                    "Commit " + commit + " counts, and what is pushed there from now on."));
        }
    }

    /** GitHub does not tell how old a key is, so what counts is since when it is known here. */
    private void judge(String key, Duration most, Instant now) {
        Optional<Instant> seen = store.read(tx -> tx.appKeys().firstSeen(key));
        if (seen.isEmpty()) {
            store.writeNow(tx -> {
                tx.appKeys().see(key);
                return true;
            });
        }
        Duration age = seen.map(since -> Duration.between(since, now)).orElse(Duration.ZERO);
        bell.state(
                Alarm.APP_KEY_OLD,
                key,
                age.compareTo(most) > 0,
                now,
                () -> new Bell.Message(
                        "A key of the GitHub App has been in use for " + age.toDays() + " days",
                        "It is " + key + ", and the policy wants another one after " + Durations.format(most)
                                + " (alerts.app_key_age). Generate a new one on the App's page at GitHub, put it before the"
                                + " old one in the file that GITHUB_APP_PRIVATE_KEY_FILE names, see in the log that it signs,"
                                + " delete the old one at GitHub, then take it out of the file."));
    }
}
