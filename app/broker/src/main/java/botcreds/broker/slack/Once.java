package botcreds.broker.slack;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made when it is first asked for; the SDK takes most of a second to load, and the broker's start must not
 * wait for it. Thread-safe.
 */
final class Once<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private volatile @Nullable T made;

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        T present = made;
        return present == null ? make() : present;
    }

    Optional<T> ifMade() {
        return Optional.ofNullable(made);
    }

    private synchronized T make() {
        T present = made;
        if (present == null) {
            present = maker.get();
            made = present;
        }
        return present;
    }
}
