package botcreds.broker.store;

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
}
