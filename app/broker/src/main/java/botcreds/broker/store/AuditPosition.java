package botcreds.broker.store;

/**
 * How far the audit log is known to be in order.
 *
 * @param seq   the last row that was looked at, 0 for none
 * @param hash  its hash, 64 zeros for none
 * @param ended whether it was the last one of the log
 */
public record AuditPosition(long seq, String hash, boolean ended) {
    /** Before the first row. */
    public static final AuditPosition START = new AuditPosition(0, "0".repeat(64), false);
}
