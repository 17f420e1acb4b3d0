package botcreds.broker;

import botcreds.broker.access.AfterRestore;
import botcreds.broker.model.RandomIds;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.PolicyRejected;
import botcreds.broker.settings.BadSettings;
import botcreds.broker.settings.Settings;
import botcreds.broker.settings.StoreSettings;
import botcreds.broker.store.Restoring;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** {@code restore}: a backup takes the database's place while the broker is stopped, and opens nothing that was closed since. */
record RestoringDatabase(Map<String, String> environment, PrintStream out, Clock clock) {
    private static final String NOTHING_SINCE = "--nothing-happened-since";
    private static final String POSTGRESQL = "--postgresql";
    private static final Set<String> OPTIONS = Set.of(NOTHING_SINCE, POSTGRESQL);

    void run(List<String> words) throws BadSettings, NotDone, NotStartable {
        List<String> files =
                words.stream().filter(word -> !word.startsWith("-")).toList();
        List<String> options =
                words.stream().filter(word -> word.startsWith("-")).toList();
        boolean postgreSql = options.contains(POSTGRESQL);
        if (files.size() != (postgreSql ? 0 : 1) || !OPTIONS.containsAll(options)) {
            throw NotDone.misused();
        }
        Settings settings = Settings.read(environment);
        StoreSettings place = settings.store();
        if (postgreSql != place.jdbcUrl().reveal().startsWith("jdbc:postgresql:")) {
            throw new NotDone("BOTCREDS_DATABASE_URL names " + (postgreSql ? "no" : "a")
                    + " PostgreSQL database; restore" + " one by its own tools and then run: restore " + POSTGRESQL);
        }
        if (!postgreSql && place.databaseUrl().isPresent()) {
            throw new NotDone("BOTCREDS_DATABASE_URL names another database than the file in BOTCREDS_DATA; unset it");
        }
        boolean current = options.contains(NOTHING_SINCE);
        PolicyFile policy = policy(settings);
        Function<Store, Optional<AfterRestore.Closed>> close = store ->
                current ? Optional.empty() : Optional.of(AfterRestore.close(store, policy, new RandomIds(clock)));
        Optional<AfterRestore.Closed> closed;
        if (postgreSql) {
            Restoring.refuseIfAtWork(StoreConfig.of(place.jdbcUrl().reveal()), clock);
            try (Store store = House.store(place, clock)) {
                store.verifyAudit();
                closed = close.apply(store);
            }
        } else {
            closed = Restoring.inPlace(Path.of(files.get(0)), place.h2File(), House.sealKeys(place), clock, close);
        }
        out.println("Restored; the audit log is intact."
                + closed.map(RestoringDatabase::told).orElse(""));
    }

    private static String told(AfterRestore.Closed closed) {
        return """
                 The backup knows nothing of what was denied, revoked, rotated or locked after it
                was made, so nothing that it allows counts: %d requests and %d elevations have ended, their tokens will be
                revoked as soon as the broker runs, and %d humans must sign in again.

                What to do now:
                  1. Start the broker.
                  2. These bots are locked: %s. For each: /botcreds keys rotate BOT if that was done after the
                     backup was made, and then /botcreds unlock BOT.
                  3. Tokens that were issued after the backup are not known here. They end at GitHub within the hour; suspend
                     the App's installation for so long if that is too late.
                  4. Deploy keys that were made after it: ask for one in each repository that may have some, and the
                     broker finds and deletes the others.
                  5. The anchors in audit-anchors, and a SIEM, know later rows than this log has, so the broker alerts. Once
                     you know that this restore is why (a row database_restored), move audit-anchors away.""".formatted(
                closed.requests(), closed.elevations(), closed.humanTokens(), AfterRestore.names(closed.locked()));
    }

    private PolicyFile policy(Settings settings) throws NotStartable, NotDone {
        if (settings.policyGit().isPresent()) {
            // Opening it needs the database that is being restored.
            throw new NotDone(
                    "which bots to lock stands in git; check the branch out, unset BOTCREDS_POLICY_GIT for this"
                            + " command, and let BOTCREDS_POLICY name the policy in the checkout");
        }
        try {
            return PolicyFile.open(settings.policyFile(), settings.github().webHost(), clock);
        } catch (PolicyRejected wrong) {
            throw new NotStartable("BOTCREDS_POLICY", wrong);
        }
    }
}
