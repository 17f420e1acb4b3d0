package botcreds.broker.watch;

import botcreds.broker.model.AuditAnchor;
import botcreds.broker.model.Durations;
import botcreds.broker.store.AuditCut;
import botcreds.broker.store.AuditLine;
import botcreds.broker.store.AuditPosition;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Removes old rows of the audit log so that the rest can still be verified: first a cut is written into the log, with the
 * last row that goes, its hash and a digest of all; only then the rows go, a few at a time. What something living stands on
 * stays, and so does a log that does not fit. For one thread.
 */
public final class Retention {
    private static final int PAGE = 1000;
    /** Callers wait behind such a batch for milliseconds. */
    private static final int AT_ONCE = 500;

    private final Store store;
    private final Duration keep;

    /** @param keep rows that are younger stay */
    public Retention(Store store, Duration keep) {
        this.store = store;
        this.keep = keep;
    }

    private record Range(long first, long last) {
        boolean isEmpty() {
            return first == 0 || last < first;
        }
    }

    /**
     * Writes a cut into the log if there is something to remove, and nothing is left of the one before.
     *
     * @param told called in the unit of work that writes the cut
     * @throws botcreds.broker.store.AuditBroken if a row that would go does not fit
     * @throws botcreds.broker.store.StoreFault if this user of the database may not remove rows
     */
    public Optional<AuditCut> cut(BiConsumer<Transaction, AuditCut> told) {
        Range range = store.read(this::range);
        if (range.isEmpty()) {
            return Optional.empty();
        }
        AuditCut cut = digest(range);
        return store.writeNow(tx -> {
            tx.auditCuts().tryOut();
            if (tx.auditCuts().firstRow() != range.first()) {
                // Another node was faster.
                return Optional.empty();
            }
            tx.auditCuts().write(cut, Durations.format(keep));
            told.accept(tx, cut);
            return Optional.of(cut);
        });
    }

    /** Removes some rows of the newest cut; returns how many, 0 when none are left. */
    public int removeSome() {
        Optional<AuditCut> cut = store.read(tx -> tx.auditCuts().latest());
        boolean left = cut.isPresent()
                && store.<Long>read(tx -> tx.auditCuts().firstRow())
                        <= cut.get().last().seq();
        return left ? store.writeNow(tx -> tx.auditCuts().remove(cut.get(), AT_ONCE)) : 0;
    }

    private Range range(Transaction tx) {
        long first = tx.auditCuts().firstRow();
        boolean stillCutting =
                tx.auditCuts().latest().filter(cut -> first <= cut.last().seq()).isPresent();
        long old = tx.audit().lastBefore(tx.now().minus(keep));
        return stillCutting
                ? new Range(0, 0)
                : new Range(first, Math.min(old, tx.auditCuts().lastOfTheDead()));
    }

    /** Verifies every row that shall go, and digests its line. */
    private AuditCut digest(Range range) {
        MessageDigest sha256 = sha256();
        AuditPosition at = AuditPosition.START;
        long seq = range.first() - 1;
        while (seq < range.last()) {
            int some = (int) Math.min(PAGE, range.last() - seq);
            at = store.verifyAudit(at, some);
            long after = seq;
            for (AuditLine line : store.read(tx -> tx.audit().lines(after, range.last(), some))) {
                sha256.update((line.text() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            seq = at.seq();
        }
        return new AuditCut(
                range.first(),
                new AuditAnchor(at.seq(), at.hash()),
                range.last() - range.first() + 1,
                HexFormat.of().formatHex(sha256.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
