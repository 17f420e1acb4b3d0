package botcreds.broker.store;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.AuditEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Removes the beginning of the audit log, but only up to a cut that stands in the log itself. */
public final class AuditCuts {
    private static final String LATEST =
            "SELECT seq, at, json, hash FROM audit_log WHERE event = 'audit_cut' ORDER BY seq DESC LIMIT 1";

    /** Each names a range, because no index finds what is merely not null in H2. */
    private static final List<String> FIRST_OF_THE_LIVING = List.of(
            "SELECT MIN(a.seq) AS low FROM access_request r JOIN audit_log a ON a.request_id = r.id"
                    + " WHERE r.due_at >= TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00'",
            "SELECT MIN(a.seq) AS low FROM credential c JOIN audit_log a ON a.request_id = c.request_id"
                    + " WHERE c.alive_bot >= ''");

    private final Sql sql;
    private final Audit audit;
    private final SealKeys key;

    AuditCuts(Sql sql, Audit audit, SealKeys key) {
        this.sql = sql;
        this.audit = audit;
        this.key = key;
    }

    /** The newest cut that a broker made, whether or not its rows are gone already. */
    public Optional<AuditCut> latest() {
        return latestRow(sql)
                .flatMap(row -> AuditCut.of(row.event().detail())
                        .filter(cut -> cut.isSignedBy(key, row.event().detail())));
    }

    /** When the newest cut was made. */
    public Optional<Instant> latestAt() {
        return latestRow(sql).map(AuditEvent.Recorded::at);
    }

    static Optional<AuditEvent.Recorded> latestRow(Sql sql) {
        return sql.first(LATEST, Audit::recorded);
    }

    /** The number of the first row there is; 0 in an empty log. */
    public long firstRow() {
        return sql.first("SELECT MIN(seq) AS low FROM audit_log", row -> row.getLong("low"))
                .orElse(0L);
    }

    /** The last row that nothing living stands on: no open request, no running grant, no credential that may still work. */
    public long lastOfTheDead() {
        long last = Long.MAX_VALUE;
        for (String first : FIRST_OF_THE_LIVING) {
            long low = sql.first(first, row -> row.getLong("low")).orElse(0L);
            last = low > 0 ? Math.min(last, low - 1) : last;
        }
        return last;
    }

    /**
     * Writes a cut into the log; its rows may go once this is durable.
     *
     * @param keep for the record: how old rows may get
     */
    public void write(AuditCut cut, String keep) {
        audit.append(cut.event(keep, key));
    }

    /**
     * Finds out whether this database user may remove rows at all. Removes nothing.
     *
     * @throws StoreFault if it may not, see {@link StoreFault#isForbidden}
     */
    public void tryOut() {
        sql.update("DELETE FROM audit_log WHERE seq < 0");
        sql.update("DELETE FROM audit_repository WHERE folded = '' AND seq < 0");
    }

    /**
     * Removes some of the rows that a cut is about, the lowest first.
     *
     * @return how many went; 0 when there are none left
     */
    public int remove(AuditCut cut, int most) {
        List<AuditEvent.Recorded> rows = sql.list(
                "SELECT seq, at, json, hash FROM audit_log WHERE seq <= ? ORDER BY seq LIMIT ?",
                Audit::recorded,
                cut.last().seq(),
                most);
        if (rows.isEmpty()) {
            return 0;
        }
        List<@Nullable Object[]> repositories = new ArrayList<>();
        for (AuditEvent.Recorded row : rows) {
            for (String name : row.event().detail().getOrDefault("repo", "").split(" ", -1)) {
                if (!name.isEmpty()) {
                    repositories.add(new @Nullable Object[] {AsciiCase.fold(name), row.seq()});
                }
            }
        }
        sql.batch("DELETE FROM audit_repository WHERE folded = ? AND seq = ?", repositories);
        sql.update(
                "DELETE FROM audit_log WHERE seq <= ?",
                rows.get(rows.size() - 1).seq());
        return rows.size();
    }
}
