package botcreds.broker.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ways for what happens, as one place of the policy names them.
 *
 * @param ways an event that is missing here is decided by the next wider place; an empty list tells nobody
 */
record Notify(Map<Happening, List<Way>> ways) {
    static final Notify NOTHING = new Notify(Map.of());

    Notify {
        ways = Map.copyOf(ways);
    }

    Optional<List<Way>> of(Happening happening) {
        return Optional.ofNullable(ways.get(happening));
    }
}
