package botcreds.broker.credentials;

import botcreds.broker.errands.Alerts;
import botcreds.broker.github.GitHub;
import botcreds.broker.github.OurKeys;
import botcreds.broker.github.RepositoryPlace;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.RequestId;
import botcreds.broker.store.DeployKeys.Place;
import botcreds.broker.store.Standing;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds deploy keys that bear this App's title and that no living credential knows, left by a crash or a lost answer, and
 * deletes them. It looks where keys have been made, at the start and then every hour, until there is none. Thread-safe.
 */
public final class KeyJanitor {
    static final Duration LOOK_AGAIN = Duration.ofHours(1);
    private static final Duration AFTER_REMOVAL = Duration.ofMinutes(5);
    private static final int AT_ONCE = 8;

    private final Store store;
    private final GitHub gitHub;
    private final Alerts alerts;

    public KeyJanitor(Store store, GitHub gitHub, Alerts alerts) {
        this.store = store;
        this.gitHub = gitHub;
        this.alerts = alerts;
    }

    /** Has every repository looked at soon: a key may have been left by a process that died. */
    public void atStart() {
        store.writeNow(tx -> {
            tx.deployKeys().allDue(tx.now());
            return true;
        });
    }

    /** Those to look at now. */
    public List<Place> due() {
        return store.read(tx -> tx.deployKeys().due(tx.now(), AT_ONCE));
    }

    /** Removes what is ours and must not be there any more, and notes when to look again. */
    public void look(Place place) {
        RepositoryPlace where = new RepositoryPlace(place.installationId(), place.githubId(), place.repository());
        store.writeNow(tx -> {
            OwnToken.record(tx, Optional.empty(), where, "administration:read", "look for deploy keys");
            return true;
        });
        Duration next =
                gitHub.deployKeys(where).fold(listed -> tidy(where, listed.keys()), away -> later(away.retryAfter()));
        store.writeNow(tx -> {
            if (next.isZero()) {
                tx.deployKeys().forget(place);
            } else {
                tx.deployKeys().lookAgain(place, tx.now().plus(next));
            }
            return true;
        });
    }

    /** Returns when to look again; zero when nothing is left that could have to be removed. */
    private Duration tidy(RepositoryPlace where, List<OurKeys.Key> keys) {
        // Read after GitHub was asked: whatever was listed is by now known, or still being made, or nobody's.
        List<OurKeys.Key> orphans =
                keys.stream().filter(key -> store.read(tx -> !isKnown(tx, key))).toList();
        orphans.forEach(key -> remove(where, key));
        if (!orphans.isEmpty()) {
            return AFTER_REMOVAL;
        }
        return keys.isEmpty() ? Duration.ZERO : LOOK_AGAIN;
    }

    private static boolean isKnown(Transaction tx, OurKeys.Key key) {
        return tx.credentials().aliveByDeployKey(key.id()).isPresent()
                || key.request()
                        .flatMap(request -> tx.mints().standing(request, 0))
                        .filter(Standing::inFlight)
                        .isPresent();
    }

    private void remove(RepositoryPlace where, OurKeys.Key key) {
        store.writeNow(tx -> {
            OwnToken.record(tx, about(tx, key), where, DeployKeyIssue.OWN_PERMISSION, "remove an orphaned deploy key");
            return true;
        });
        boolean gone = gitHub.removeDeployKey(where, key.id()).fold(() -> true, later -> false);
        store.writeNow(tx -> {
            Map<String, String> detail = Map.of(
                    "repo", where.repository().fullName(),
                    "deploy_key_id", Long.toString(key.id()),
                    "detail", gone ? "deleted at GitHub" : "GitHub has not confirmed the deletion; tried again soon");
            tx.audit()
                    .append(about(tx, key)
                            .map(request -> AuditEvent.of(AuditEvent.Type.ORPHANED_KEY_FOUND, request, detail))
                            .orElseGet(() -> AuditEvent.of(AuditEvent.Type.ORPHANED_KEY_FOUND, detail)));
            if (gone) {
                alerts.raise(
                        tx,
                        "A deploy key that nobody holds was deleted",
                        "In " + where.repository()
                                + ", left by an attempt whose answer was lost. It was never handed out.");
            }
            return true;
        });
    }

    private static Optional<AccessRequest> about(Transaction tx, OurKeys.Key key) {
        Optional<RequestId> request = key.request();
        return request.flatMap(id -> tx.requests().byId(id));
    }

    private static Duration later(Duration asked) {
        return asked.compareTo(AFTER_REMOVAL) > 0 ? asked : AFTER_REMOVAL;
    }
}
