package botcreds.broker.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Some of the audit log, and where to go on.
 *
 * @param rows     newest first, or oldest first when asked for what comes after a row
 * @param next     the number to go on before, or after; empty when there is no more
 * @param searched how far was looked, when the search stopped before it had a full page or had seen all
 */
public record AuditPage(List<AuditEvent.Recorded> rows, Optional<Long> next, Optional<Instant> searched) {
    public AuditPage {
        rows = List.copyOf(rows);
    }
}
