package botcreds.broker.store;

import java.time.Instant;
import java.util.List;

/**
 * What a node goes by, as far as nodes that share a database must have it in common.
 *
 * @param place       where it runs, for whoever has to look for it
 * @param sealKeys    the names of its seal keys, the one that seals first; never the keys
 * @param app         which GitHub App it is, and at which GitHub
 * @param policy      the hash of the policy that counts there
 * @param policySince since when, by the database's time
 */
public record Bearings(String place, List<String> sealKeys, String app, String policy, Instant policySince) {
    public Bearings {
        sealKeys = List.copyOf(sealKeys);
    }

    /** Whether each opens what the other seals. While keys are exchanged one may have more of them than the other. */
    public boolean sealsLike(Bearings other) {
        return sealKeys.contains(other.sealKeys.get(0)) && other.sealKeys.contains(sealKeys.get(0));
    }
}
