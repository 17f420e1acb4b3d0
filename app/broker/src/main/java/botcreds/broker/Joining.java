package botcreds.broker;

import botcreds.broker.policy.Policy;
import botcreds.broker.settings.GitHubSettings;
import botcreds.broker.store.Bearings;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How a node comes to those that share the database already. One that could not open what they seal, or is another GitHub App,
 * does not start: a bot's token would depend on which node it reaches. What a policy says may differ for a while, and is watched.
 */
final class Joining {
    /** For how long a word from a node counts, and a little more: who has said nothing by then is gone. */
    private static final Duration LEASE = Duration.ofSeconds(10);

    private static final Duration LONGER_THAN_A_LEASE = LEASE.plusSeconds(2);
    private static final long LOOK_AGAIN_MILLIS = 500;

    private Joining() {}

    /** Blocks for some seconds while a node differs that may be gone. */
    static void join(Store store, GitHubSettings gitHub, Policy policy) throws NotStartable, InterruptedException {
        join(store, gitHub.appId() + " at " + gitHub.apiUrl(), policy.digest(), LONGER_THAN_A_LEASE);
    }

    /** @param patience how long to wait for a node that differs to be gone */
    static void join(Store store, String app, String policy, Duration patience)
            throws NotStartable, InterruptedException {
        if (!store.isShared()) {
            return;
        }
        String place = ManagementFactory.getRuntimeMXBean().getName();
        long begun = System.nanoTime();
        while (true) {
            Optional<NotStartable> refused = store.writeNow(tx -> entered(tx, place, app, policy));
            if (refused.isEmpty()) {
                return;
            }
            if (System.nanoTime() - begun > patience.toNanos()) {
                throw refused.get();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    /** One unit of work, so of two that start at once the second sees the first. Who is refused leaves nothing behind. */
    private static Optional<NotStartable> entered(Transaction tx, String place, String app, String policy) {
        tx.nodes().beat(LEASE);
        tx.nodes().goBy(place, app, policy);
        Bearings own = tx.nodes().ownBearings().orElseThrow();
        for (Bearings other : tx.nodes().othersBearings()) {
            Optional<NotStartable> refused = refusal(own, other);
            if (refused.isPresent()) {
                tx.nodes().leave();
                return refused;
            }
        }
        return Optional.empty();
    }

    private static Optional<NotStartable> refusal(Bearings own, Bearings other) {
        if (!own.sealsLike(other)) {
            return Optional.of(new NotStartable(
                    "BOTCREDS_SEAL_KEY",
                    new IllegalArgumentException("this broker seals with the key "
                            + own.sealKeys().get(0) + ", and the one at " + other.place()
                            + ", which shares the database, with "
                            + other.sealKeys().get(0)
                            + "; neither could open what the other seals. Give both the same keys. To exchange one,"
                            + " first put the new one behind the old one on every node")));
        }
        if (!own.app().equals(other.app())) {
            return Optional.of(new NotStartable(
                    "GITHUB_APP_ID, GITHUB_API_URL",
                    new IllegalArgumentException("this broker is the App " + own.app() + ", and the one at "
                            + other.place() + ", which shares the database, is " + other.app()
                            + "; set the same on both, or stop that one first")));
        }
        return Optional.empty();
    }
}
