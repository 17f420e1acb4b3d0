package botcreds.sandbox.github;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;

/**
 * Every call, oldest first, up to a bound; older ones are forgotten. The counts of mints and revocations go on even when
 * the ledger is off. Safe for many threads; the lock is held for one append only.
 */
public final class Ledger {
    private final int capacity;
    private final Deque<LedgerEntry> entries = new ArrayDeque<>();
    private final LongAdder mints = new LongAdder();
    private final LongAdder revocations = new LongAdder();
    private long last;

    Ledger(int capacity) {
        this.capacity = capacity;
    }

    boolean on() {
        return capacity > 0;
    }

    void append(LongFunction<LedgerEntry> numbered) {
        synchronized (entries) {
            if (entries.size() == capacity) {
                entries.removeFirst();
            }
            entries.addLast(numbered.apply(++last));
        }
    }

    void countMint() {
        mints.increment();
    }

    void countRevocation() {
        revocations.increment();
    }

    public List<LedgerEntry> entries() {
        synchronized (entries) {
            return List.copyOf(entries);
        }
    }

    /** Returns the kept entries of one kind, oldest first. */
    public List<LedgerEntry> entries(LedgerEntry.Kind kind) {
        return entries().stream().filter(entry -> entry.kind() == kind).toList();
    }

    /** Forgets what was kept; the counts go on. */
    public void clear() {
        synchronized (entries) {
            entries.clear();
        }
    }

    /** How many tokens were minted since the start, whether or not the answer arrived. */
    public long mintCount() {
        return mints.sum();
    }

    /** How many tokens were revoked by {@code DELETE /installation/token} since the start. */
    public long revocationCount() {
        return revocations.sum();
    }
}
