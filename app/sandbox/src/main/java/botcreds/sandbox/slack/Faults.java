package botcreds.sandbox.slack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fault switches. Thread-safe: each call takes at most one fault, and a counted fault is taken exactly so often. */
public final class Faults {

    private final List<Armed> armed = new ArrayList<>();
    private boolean down;

    /** The next so many calls it hits fail this way. */
    public synchronized void next(int times, Fault fault) {
        armed.add(new Armed(fault, times));
    }

    /** Every connection ends without an answer until {@link #clear()}. */
    public synchronized void down() {
        down = true;
    }

    /** Back to health. */
    public synchronized void clear() {
        down = false;
        armed.clear();
    }

    synchronized Optional<Fault> take(String method) {
        if (down) {
            return Optional.of(Fault.drop());
        }
        for (int i = 0; i < armed.size(); i++) {
            Armed next = armed.get(i);
            if (next.fault().hits(method)) {
                if (next.left() <= 1) {
                    armed.remove(i);
                } else {
                    armed.set(i, new Armed(next.fault(), next.left() - 1));
                }
                return Optional.of(next.fault());
            }
        }
        return Optional.empty();
    }

    /** What is still armed, one line each. */
    public synchronized List<String> pending() {
        List<String> lines = new ArrayList<>();
        if (down) {
            lines.add("down");
        }
        armed.forEach(next -> lines.add(next.fault().kind().word() + " on "
                + next.fault().method().orElse("every method") + ", " + next.left() + " left"));
        return lines;
    }

    private record Armed(Fault fault, int left) {}
}
