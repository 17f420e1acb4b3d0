package botcreds.broker.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Turns what drivers throw into faults whose messages hold no values. */
final class Faults {
    /** H2: another process holds the database's file. */
    private static final String LOCKED = "90020";

    private Faults() {}

    /** Says why a database could not be opened, and what to do. */
    static StoreUnavailable unopened(SQLException said) {
        return new StoreUnavailable(
                LOCKED.equals(said.getSQLState())
                        ? "the database file is in use by another process; stop that one, or use PostgreSQL for several"
                                + " nodes"
                        : "the database cannot be opened (SQLSTATE " + said.getSQLState()
                                + "); check the database URL and that the server runs",
                said);
    }

    static RuntimeException of(Throwable failed) {
        SQLException said = find(failed);
        String state = said == null || said.getSQLState() == null ? "unknown" : said.getSQLState();
        if (said != null && isTheDatabaseItself(state)) {
            return new StoreUnavailable("the database cannot be used now; try again later", failed);
        }
        return new StoreFault(state, failed);
    }

    /** The first SQLException among a fault and its causes. */
    static @Nullable SQLException find(@Nullable Throwable failed) {
        for (Throwable each = failed; each != null; each = each.getCause()) {
            if (each instanceof SQLException said) {
                return said;
            }
        }
        return null;
    }

    /**
     * Connection gone (08), out of resources (53), stopped by the operator or shutting down (57), I/O (58), serialisation and
     * lock timeouts (40, 55, HYT00), read-only (25), and H2's own for a closed, broken or locked database.
     */
    private static boolean isTheDatabaseItself(String state) {
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08", "25", "40", "53", "55", "57", "58", "HY" -> true;
            default ->
                switch (state) {
                    case "90007", "90020", "90028", "90030", "90031", "90067", "90097", "90098", "90121", "90131" ->
                        true;
                    default -> false;
                };
        };
    }
}
