package botcreds.broker.store;

import botcreds.broker.model.AuditAnchor;
import botcreds.broker.model.AuditEvent;
import java.util.Map;
import java.util.Optional;

/**
 * That the beginning of the audit log was, or is being, removed. It is a row of the log itself, from which whoever verifies the
 * rest begins.
 *
 * @param first  the first row that goes
 * @param last   the last one, and its hash, on which the row after it stands
 * @param rows   how many
 * @param sha256 in hex, over the lines of those rows as an export has them, each with its line break
 */
public record AuditCut(long first, AuditAnchor last, long rows, String sha256) {
    private static final String SEAL = "seal";

    /** As it stands in the log, signed: who can only write into the database cannot make one. */
    AuditEvent event(String keep, SealKeys key) {
        return AuditEvent.of(
                AuditEvent.Type.AUDIT_CUT,
                Map.of(
                        "first_row",
                        Long.toString(first),
                        "last_row",
                        Long.toString(last.seq()),
                        "last_hash",
                        last.hash(),
                        "rows",
                        Long.toString(rows),
                        "sha256",
                        sha256,
                        "keep",
                        keep,
                        SEAL,
                        key.sign(text())));
    }

    /** Tells whether a broker with this key made what stands in the log. */
    boolean isSignedBy(SealKeys key, Map<String, String> detail) {
        return key.hasSigned(text(), detail.getOrDefault(SEAL, ""));
    }

    private String text() {
        return first + " " + last + " " + rows + " " + sha256;
    }

    /** Reads it from its row's details; empty if that row was tampered with. */
    static Optional<AuditCut> of(Map<String, String> detail) {
        try {
            return AuditAnchor.parse(detail.get("last_row") + ":" + detail.get("last_hash"))
                    .map(last -> new AuditCut(
                            Long.parseLong(detail.getOrDefault("first_row", "")),
                            last,
                            Long.parseLong(detail.getOrDefault("rows", "")),
                            detail.getOrDefault("sha256", "")));
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }
}
