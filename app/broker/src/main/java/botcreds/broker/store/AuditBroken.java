package botcreds.broker.store;

/** The audit log is not what was written: a row was changed, inserted, moved or cut off. */
public final class AuditBroken extends RuntimeException {
    private final long seq;

    AuditBroken(long seq, String why) {
        super("audit row " + seq + ": " + why);
        this.seq = seq;
    }

    /** The first row that is wrong or missing. */
    public long seq() {
        return seq;
    }
}
