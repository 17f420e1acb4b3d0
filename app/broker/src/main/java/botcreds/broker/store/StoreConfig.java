package botcreds.broker.store;

/**
 * How to reach the database.
 *
 * @param jdbcUrl      {@code jdbc:h2:…} or {@code jdbc:postgresql://…} with its credentials as parameters
 * @param readers      connections for reading, 1 or more
 * @param databaseTime whether PostgreSQL's clock counts, as it must when several nodes share it; H2 always uses the clock
 *     that was handed in
 */
public record StoreConfig(String jdbcUrl, int readers, boolean databaseTime) {
    private static final int READERS = 4;

    public StoreConfig {
        if (!jdbcUrl.startsWith("jdbc:h2:") && !jdbcUrl.startsWith("jdbc:postgresql:")) {
            // The rest of the URL may hold a password.
            throw new IllegalArgumentException("the database URL must start with jdbc:h2: or jdbc:postgresql:");
        }
        if (readers < 1) {
            throw new IllegalArgumentException("at least one connection must read");
        }
    }

    /** What a server wants: PostgreSQL's own time, a few readers. */
    public static StoreConfig of(String jdbcUrl) {
        return new StoreConfig(jdbcUrl, READERS, true);
    }

    /** The same, but the clock that was handed in counts on PostgreSQL too. For tests that move time. */
    public StoreConfig withInjectedClock() {
        return new StoreConfig(jdbcUrl, readers, false);
    }

    /** The same, but no H2 database is made where there is none. */
    StoreConfig existing() {
        return isH2() ? new StoreConfig(jdbcUrl + ";IFEXISTS=TRUE", readers, databaseTime) : this;
    }

    /** The same, and an H2 file is not changed. */
    StoreConfig toRead() {
        return isH2() ? new StoreConfig(existing().jdbcUrl + ";ACCESS_MODE_DATA=r", readers, databaseTime) : this;
    }

    boolean isH2() {
        return jdbcUrl.startsWith("jdbc:h2:");
    }

    /** Hides the URL, which may hold a password. */
    @Override
    public String toString() {
        return "StoreConfig[" + (isH2() ? "H2" : "PostgreSQL") + ", readers=" + readers + "]";
    }
}
