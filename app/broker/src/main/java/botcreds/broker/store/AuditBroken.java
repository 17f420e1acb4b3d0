package botcreds.broker.store;

/** The audit log is not what was written: a row was changed, inserted, moved or cut off. */
public final class AuditBroken extends RuntimeException {
    private final long seq;
    private final String why;

    public AuditBroken(long seq, String why) {
        super("audit row " + seq + ": " + why);
        this.seq = seq;
        this.why = why;
    }

    /** The first row that is wrong or missing. */
    public long seq() {
        return seq;
    }

    /** How it shows, in words behind which the row's number can be left out. */
    public String why() {
        return why;
    }
}
