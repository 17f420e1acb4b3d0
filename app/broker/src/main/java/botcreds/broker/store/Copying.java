package botcreds.broker.store;

import java.sql.Clob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Copies every row of an H2 database into a database of the same schema that holds none, and proves that nothing is missing.
 * Both sides are open transactions; whoever opened them commits, so that the target has everything or nothing.
 */
final class Copying {
    private static final int ROWS_AT_ONCE = 1000;

    /** What the migrations themselves put in; everything else is somebody's data. */
    private static final Set<String> SEEDED = Set.of("access_review", "audit_head", "duty", "schema_floor");

    /** Flyway's own table is quoted on both databases. */
    private static final String SCHEMA = """
            SELECT "version" AS version, "checksum" AS checksum FROM "flyway_schema_history"
             WHERE "success" AND "version" IS NOT NULL ORDER BY "installed_rank"
            """;

    private final Sql from;
    private final Sql to;
    private final SealKeys keys;

    /** @param keys proves who has shortened the audit log, if somebody has */
    Copying(Sql from, Sql to, SealKeys keys) {
        this.from = from;
        this.to = to;
        this.keys = keys;
    }

    /**
     * Copies and verifies.
     *
     * @throws NotCopied   if the target is not empty, the schemas differ, or the rows do not arrive as they were
     * @throws AuditBroken if the audit log was broken before, at its first wrong row
     */
    Copied copy() {
        refuseAnotherSchema();
        // Whoever writes takes this lock first: a broker that starts on the target now waits for the end of this.
        AuditChain.Head begun = AuditChain.head(to, " FOR UPDATE");
        List<Table> tables = Table.all(from);
        if (!tables.equals(Table.all(to))) {
            throw new NotCopied("the tables of the two databases differ; were they changed by hand?");
        }
        refuseRows(begun, tables);
        SortedMap<String, Long> rows = new TreeMap<>();
        for (Table table : tables) {
            if (SEEDED.contains(table.name())) {
                to.update("DELETE FROM " + table.name());
            }
            rows.put(table.name(), copy(table));
        }
        verify(tables, rows);
        nobodyRuns();
        AuditChain.Head head = AuditChain.head(to, "");
        return new Copied(rows, head.seq(), head.hash());
    }

    private void refuseAnotherSchema() {
        if (!versions(from).equals(versions(to))) {
            throw new NotCopied("the database was written by another version of the broker;"
                    + " start this version on it once, stop it, and try again");
        }
    }

    private static List<String> versions(Sql sql) {
        return sql.list(SCHEMA, row -> row.getString("version") + " " + row.getString("checksum"));
    }

    private void refuseRows(AuditChain.Head head, List<Table> tables) {
        if (head.seq() > 0) {
            throw new NotCopied("the target is not empty: a broker has run on it; name an empty database");
        }
        for (Table table : tables) {
            if (!SEEDED.contains(table.name()) && table.count(to) > 0) {
                throw new NotCopied(
                        "the target is not empty: there are rows in " + table.name() + "; name an empty database");
            }
        }
    }

    private long copy(Table table) {
        List<@Nullable Object[]> waiting = new ArrayList<>(ROWS_AT_ONCE);
        long[] rows = {0};
        from.forEach(table.select(), row -> {
            @Nullable Object[] values = new @Nullable Object[table.columns().size()];
            for (int at = 0; at < values.length; at++) {
                Object value = row.getObject(at + 1);
                // TEXT is a large object in H2, and no other database takes one from there.
                values[at] = value instanceof Clob ? row.getString(at + 1) : value;
            }
            waiting.add(values);
            rows[0]++;
            if (waiting.size() == ROWS_AT_ONCE) {
                to.batch(table.insert(), waiting);
                waiting.clear();
            }
        });
        to.batch(table.insert(), waiting);
        table.identity().ifPresent(column -> goOnNumbering(table, column));
        return rows[0];
    }

    /** A number that was used and whose row is gone is not used again either. */
    private void goOnNumbering(Table table, String column) {
        long next = from.first("""
                        SELECT GREATEST(c.identity_base, (SELECT COALESCE(MAX(%s), 0) + 1 FROM %s)) AS n
                          FROM information_schema.columns c
                         WHERE c.table_schema = CURRENT_SCHEMA AND LOWER(c.table_name) = ? AND LOWER(c.column_name) = ?
                        """.formatted(column, table.name()), row -> row.getLong("n"), table.name(), column)
                .orElseThrow();
        to.update("ALTER TABLE " + table.name() + " ALTER COLUMN " + column + " RESTART WITH " + next);
    }

    /**
     * A node that has H2's file to itself is on duty without an end. On the copy nobody would ever be on duty after it, so there
     * it counts as gone.
     */
    private void nobodyRuns() {
        to.update("UPDATE node SET alive_until = started_at");
        to.update("UPDATE duty SET lease_until = ?", Instant.EPOCH);
    }

    private void verify(List<Table> tables, SortedMap<String, Long> rows) {
        for (Table table : tables) {
            long there = table.count(to);
            long here = table.count(from);
            if (there != here || rows.getOrDefault(table.name(), -1L) != here) {
                throw new NotCopied("of the " + here + " rows of " + table.name() + ", " + there
                        + " arrived; the target was left empty");
            }
        }
        new AuditWalk(to, keys).verify();
        if (!AuditChain.head(to, "").equals(AuditChain.head(from, ""))) {
            throw new NotCopied("the audit log did not arrive as it was; the target was left empty");
        }
    }
}
