package botcreds.broker.watch;

import botcreds.broker.policy.PolicyFile;
import botcreds.broker.store.Bearings;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the nodes that share the database go by the same. A policy is changed on one after the other, so it may differ for a
 * minute. For one thread.
 */
final class Neighbours {
    private static final Duration TO_FOLLOW = Duration.ofMinutes(1);
    private static final int SHOWN_OF_A_HASH = 12;

    private final Store store;
    private final PolicyFile policyFile;
    private final Bell bell;
    private final Meters meters;

    /** What was written down last, for a node that was taken for gone and lives again. */
    private Optional<Bearings> own = Optional.empty();

    private volatile Optional<String> said = Optional.empty();

    Neighbours(Store store, PolicyFile policyFile, Bell bell, Meters meters) {
        this.store = store;
        this.policyFile = policyFile;
        this.bell = bell;
        this.meters = meters;
    }

    private record Seen(Optional<Bearings> own, List<Bearings> others, int living, Instant now) {
        static Seen of(Transaction tx) {
            return new Seen(
                    tx.nodes().ownBearings(),
                    tx.nodes().othersBearings(),
                    tx.nodes().living(),
                    tx.now());
        }
    }

    /** What was seen last, in a line; empty where the database is not shared. On any thread. */
    Optional<String> said() {
        return said;
    }

    void look() {
        if (!store.isShared()) {
            return;
        }
        String policy = policyFile.current().digest();
        Seen seen = store.read(Seen::of);
        own = seen.own().or(() -> own);
        if (own.isEmpty()) {
            return;
        }
        Bearings ours = own.get();
        if (seen.own().filter(written -> written.policy().equals(policy)).isEmpty()) {
            store.writeNow(tx -> {
                tx.nodes().goBy(ours.place(), ours.app(), policy);
                return true;
            });
            return;
        }
        List<String> wrong = new ArrayList<>();
        seen.others().forEach(other -> differences(ours, other, seen.now()).ifPresent(wrong::add));
        meters.nodesDisagreeing.set(wrong.size());
        said = Optional.of(seen.living() + " alive" + (wrong.isEmpty() ? "" : "; " + String.join("; ", wrong)));
        bell.state(
                Alarm.NODES_DISAGREE,
                "",
                !wrong.isEmpty() && bell.isOnDuty(),
                seen.now(),
                () -> new Bell.Message(
                        "Brokers that share the database do not go by the same",
                        "Seen from " + ours.place() + ": " + String.join("; ", wrong)
                                + ". Which one a bot or a human reaches decides what they get. Give all nodes the same"
                                + " policy, seal keys and App, and restart those whose keys or App were wrong."));
    }

    private static Optional<String> differences(Bearings ours, Bearings other, Instant now) {
        List<String> found = new ArrayList<>();
        if (!ours.policy().equals(other.policy())
                && ours.policySince().plus(TO_FOLLOW).isBefore(now)
                && other.policySince().plus(TO_FOLLOW).isBefore(now)) {
            found.add("the policy " + brief(other.policy()) + ", and not " + brief(ours.policy()));
        }
        if (!ours.sealsLike(other)) {
            found.add("the seal key " + other.sealKeys().get(0) + ", and not "
                    + ours.sealKeys().get(0));
        }
        if (!ours.app().equals(other.app())) {
            found.add("the App " + other.app() + ", and not " + ours.app());
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(other.place() + " has " + String.join(", ", found));
    }

    private static String brief(String hash) {
        return hash.substring(0, Math.min(SHOWN_OF_A_HASH, hash.length()));
    }
}
