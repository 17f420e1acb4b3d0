package botcreds.broker.access;

import botcreds.broker.model.AuditAnchor;
import botcreds.broker.store.AuditBroken;
import botcreds.broker.store.AuditLine;
import botcreds.broker.store.AuditPosition;
import botcreds.broker.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The audit log as evidence: verified and exported in bounded pieces, so that no call takes long. Thread-safe. */
public final class AuditTrail {
    private static final int ROWS_VERIFIED = 10_000;
    private static final int MOST_LINES = 500;
    /** An answer has a limit at its reader, and a row with fifty repositories has some kilobytes. */
    private static final int MOST_CHARACTERS = 256 * 1024;

    private final Store store;

    AuditTrail(Store store) {
        this.store = store;
    }

    /**
     * What came of looking.
     *
     * @param upTo   the last row that fits
     * @param ended  whether it is the last one of the log
     * @param broken the first row that does not fit; nothing behind it was looked at
     */
    public record Verified(AuditAnchor upTo, boolean ended, Optional<Broken> broken) {}

    /** A row that is not what was written, and how that shows. */
    public record Broken(long row, String why) {}

    /** A piece of an export, and after which row the next one begins; empty at the end. */
    public record Piece(List<String> lines, Optional<Long> next) {}

    /** Verifies some rows after one that was found in order, or from the first one there is. */
    public Verified verify(Optional<AuditAnchor> after) {
        AuditAnchor from = after.orElse(new AuditAnchor(0, AuditPosition.START.hash()));
        try {
            AuditPosition at = store.verifyAudit(new AuditPosition(from.seq(), from.hash(), false), ROWS_VERIFIED);
            return new Verified(new AuditAnchor(at.seq(), at.hash()), at.ended(), Optional.empty());
        } catch (AuditBroken broken) {
            return new Verified(from, false, Optional.of(new Broken(broken.seq(), broken.why())));
        }
    }

    /** Compares the log with an anchor; empty if it is the same row still, or was cut away since. */
    public Optional<Broken> compare(AuditAnchor anchor) {
        try {
            store.auditHolds(anchor);
            return Optional.empty();
        } catch (AuditBroken broken) {
            return Optional.of(new Broken(broken.seq(), broken.why()));
        }
    }

    /**
     * Rows as lines of an export, oldest first.
     *
     * @param after what the piece before ended with
     * @param since for the first piece: only rows at or after this time
     * @param until only rows before this time
     */
    public Piece export(Optional<Long> after, Optional<Instant> since, Optional<Instant> until) {
        return store.read(tx -> {
            long from = after.or(() -> since.map(tx.audit()::lastBefore)).orElse(0L);
            long through = until.map(tx.audit()::lastBefore).orElse(Long.MAX_VALUE);
            List<AuditLine> found = tx.audit().lines(from, through, MOST_LINES);
            List<String> lines = new ArrayList<>();
            int characters = 0;
            for (AuditLine line : found) {
                characters += line.text().length();
                if (characters > MOST_CHARACTERS && !lines.isEmpty()) {
                    break;
                }
                lines.add(line.text());
            }
            boolean more = lines.size() < found.size() || found.size() == MOST_LINES;
            return new Piece(
                    lines, more ? Optional.of(found.get(lines.size() - 1).seq()) : Optional.empty());
        });
    }
}
