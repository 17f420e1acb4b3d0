package botcreds.broker.store;

import java.util.Optional;

/**
 * A unit of work: all of it becomes durable, or nothing does. It runs while others wait, so it only reads and writes rows
 * and computes; it calls nobody and blocks on nothing. Whatever it throws rolls it back, alone. When another unit of its batch
 * throws it is applied once more from the same state, so it changes nothing but rows.
 *
 * @param <T> what it answers
 */
@FunctionalInterface
public interface Work<T> {
    T apply(Transaction tx);

    /** What it is going to look for, so that its batch can look for all of it at once. It makes no difference to what is found. */
    default Optional<Foreseen> foreseen() {
        return Optional.empty();
    }

    /** The same work, of which is known what it will look for. */
    static <T> Work<T> foreseeing(Foreseen foreseen, Work<T> work) {
        return new Work<>() {
            @Override
            public T apply(Transaction tx) {
                return work.apply(tx);
            }

            @Override
            public Optional<Foreseen> foreseen() {
                return Optional.of(foreseen);
            }
        };
    }
}
