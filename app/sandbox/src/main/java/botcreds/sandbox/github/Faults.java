package botcreds.sandbox.github;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The faults that are armed. Delays of all that match add up; of those that do more, the one armed first hits the call.
 * Safe for many threads, and free while nothing is armed.
 */
public final class Faults {
    /** What one call meets: a delay, and at most one fault that does more. */
    record Met(Duration delay, @Nullable Fault fault) {
        static final Met NOTHING = new Met(Duration.ZERO, null);
    }

    private record Armed(Fault fault, AtomicInteger left) {
        boolean take() {
            return fault.times() == Fault.ALWAYS || left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        }
    }

    private final List<Armed> armed = new CopyOnWriteArrayList<>();

    public void arm(Fault fault) {
        armed.removeIf(it -> it.left().get() <= 0);
        armed.add(new Armed(fault, new AtomicInteger(fault.times())));
    }

    public void clear() {
        armed.clear();
    }

    Met meet(String method, String path) {
        if (armed.isEmpty()) {
            return Met.NOTHING;
        }
        Duration delay = Duration.ZERO;
        Fault acting = null;
        for (Armed one : armed) {
            boolean wanted = one.fault().matches(method, path)
                    && (acting == null || !one.fault().acts());
            if (wanted && one.take()) {
                delay = delay.plus(one.fault().delay());
                acting = one.fault().acts() ? one.fault() : acting;
            }
        }
        return new Met(delay, acting);
    }
}
