package botcreds.broker.access;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Finds ids that humans can type and no other living request has: four characters while they suffice, one more whenever luck
 * runs out. Thread-safe.
 */
final class ShortIds {
    private static final int SHORTEST = 4;
    /** Each is a question to the database, while others wait for its one writer. */
    private static final int TRIES = 2;
    /** How often the shortest are tried again once they were too few: the living may have become fewer. */
    private static final int TRY_THE_SHORTEST_EVERY = 256;

    private final IntFunction<String> ids;
    private final AtomicInteger length = new AtomicInteger(SHORTEST);
    private final AtomicInteger asked = new AtomicInteger();

    /** @param ids makes a new one of so many characters */
    ShortIds(IntFunction<String> ids) {
        this.ids = ids;
    }

    /** One that may be taken; to be looked for before it is chosen. */
    String drawn() {
        return ids.apply(asked.incrementAndGet() % TRY_THE_SHORTEST_EVERY == 0 ? SHORTEST : length.get());
    }

    /** The one that was drawn, or another if it is taken. */
    String free(String drawn, Predicate<String> taken) {
        String id = drawn;
        for (int tried = 1; taken.test(id); tried++) {
            id = ids.apply(tried % TRIES == 0 ? id.length() + 1 : id.length());
        }
        length.set(id.length());
        return id;
    }
}
