package botcreds.sandbox.slack;

import botcreds.sandbox.slack.LedgerEntry.Direction;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Every call and every request that was sent, oldest first; the newest {@value #KEPT} are kept. Thread-safe. */
public final class Ledger {

    private static final int KEPT = 20_000;

    private final Clock clock;
    private final Deque<LedgerEntry> entries = new ArrayDeque<>();
    private long count;

    Ledger(Clock clock) {
        this.clock = clock;
    }

    synchronized void record(Direction direction, String name, JsonNode body, int status, String answer) {
        count++;
        entries.addLast(new LedgerEntry(count, clock.instant(), direction, name, body, status, answer));
        if (entries.size() > KEPT) {
            entries.removeFirst();
        }
    }

    public synchronized List<LedgerEntry> entries() {
        return List.copyOf(entries);
    }

    /** The calls of one Web API method. */
    public List<LedgerEntry> calls(String method) {
        return entries().stream()
                .filter(entry ->
                        entry.direction() == Direction.RECEIVED && entry.name().equals(method))
                .toList();
    }

    /** What was sent to the broker. */
    public List<LedgerEntry> sent() {
        return entries().stream()
                .filter(entry -> entry.direction() == Direction.SENT)
                .toList();
    }
}
