package botcreds.broker.access;

import botcreds.broker.model.Ids;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Finds ids that humans can type and no other living request has: four characters while they suffice, one more whenever luck
 * runs out. Thread-safe.
 */
final class ShortIds {
    private static final int SHORTEST = 4;
    private static final int TRIES = 8;
    /** How often the shortest are tried again once they were too few: the living may have become fewer. */
    private static final int TRY_THE_SHORTEST_EVERY = 256;

    private final Ids ids;
    private final AtomicInteger length = new AtomicInteger(SHORTEST);
    private final AtomicInteger asked = new AtomicInteger();

    ShortIds(Ids ids) {
        this.ids = ids;
    }

    /** An id that is not taken. */
    String free(Predicate<String> taken) {
        int first = asked.incrementAndGet() % TRY_THE_SHORTEST_EVERY == 0 ? SHORTEST : length.get();
        for (int tried = first; ; tried++) {
            for (int each = 0; each < TRIES; each++) {
                String id = ids.shortId(tried);
                if (!taken.test(id)) {
                    length.set(tried);
                    return id;
                }
            }
        }
    }
}
