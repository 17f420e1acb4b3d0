package botcreds.broker.store;

import botcreds.broker.model.AuditEvent;
import java.util.List;

/** The log of what happened: append only, hash-chained. */
public final class Audit {
    private final Sql sql;

    Audit(Sql sql) {
        this.sql = sql;
    }

    public void append(AuditEvent event) {
        throw new IllegalStateException("soon");
    }

    public List<AuditEvent.Recorded> latest(AuditFilter filter) {
        throw new IllegalStateException("soon" + (sql == null));
    }
}
