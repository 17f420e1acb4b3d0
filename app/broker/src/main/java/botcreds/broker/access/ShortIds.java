package botcreds.broker.access;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

    /** Some of one length that may be taken; to be looked for before one is chosen. */
    List<String> drawn() {
        return drawn(asked.incrementAndGet() % TRY_THE_SHORTEST_EVERY == 0 ? SHORTEST : length.get());
    }

    /** One of those drawn that is not taken, or else a longer one. */
    String free(List<String> drawn, Predicate<String> taken) {
        List<String> some = drawn;
        while (true) {
            Optional<String> free = some.stream().filter(taken.negate()).findFirst();
            if (free.isPresent()) {
                length.set(free.get().length());
                return free.get();
            }
            some = drawn(some.get(0).length() + 1);
        }
    }

    private List<String> drawn(int characters) {
        return Stream.generate(() -> ids.apply(characters)).limit(TRIES).toList();
    }
}
