package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import botcreds.broker.watch.Retention;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The broker as a user of PostgreSQL who may add rows to the audit log and read them, as operations.md sets it up. */
@Tag("T-87")
class AuditRoleTest {
    private static final Duration KEEP = Duration.ofDays(30);

    private final StoreClock clock = new StoreClock();
    private final String role = "broker_" + UUID.randomUUID().toString().replace("-", "");
    private String ownerUrl;
    private String roleUrl;
    private Store store;

    @BeforeEach
    void open() {
        ownerUrl = Engine.POSTGRESQL.freshUrl();
        // The owner brings the schema up to date.
        Engine.open(ownerUrl, clock).close();
        Engine.run(ownerUrl, "CREATE ROLE " + role + " LOGIN PASSWORD 'test'");
        Engine.run(ownerUrl, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + role);
        Engine.run(ownerUrl, "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO " + role);
        Engine.run(ownerUrl, "REVOKE UPDATE, DELETE ON audit_log, audit_repository FROM " + role);
        Engine.run(ownerUrl, "REVOKE INSERT, UPDATE, DELETE ON flyway_schema_history FROM " + role);
        roleUrl = ownerUrl.replaceFirst("user=[^&]*", "user=" + role + "&password=test");
        store = Engine.open(roleUrl, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void theBrokerWorksAndCannotChangeTheLog() {
        append();
        assertThat(store.verifyAudit()).isEqualTo(1);
        for (String statement : new String[] {
            "UPDATE audit_log SET bot = 'other'",
            "DELETE FROM audit_log",
            "DELETE FROM audit_repository",
            "TRUNCATE audit_log"
        }) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> Engine.run(roleUrl, statement))
                    .havingCause()
                    .satisfies(refused -> assertThat(((SQLException) refused).getSQLState())
                            .as(statement)
                            .isEqualTo("42501"));
        }
    }

    @Test
    void onlyTheOwnerCutsTheLog() {
        append();
        clock.advance(KEEP.plusDays(1));
        append();

        assertThatExceptionOfType(StoreFault.class)
                .isThrownBy(() -> new Retention(store, KEEP).cut((tx, made) -> {}))
                .satisfies(fault -> assertThat(fault.isForbidden()).isTrue());
        assertThat(store.verifyAudit()).as("no cut was written").isEqualTo(2);

        try (Store owners =
                Store.openToMaintain(StoreConfig.of(ownerUrl).withInjectedClock(), clock, SealKeys.of(Engine.KEY))) {
            Retention retention = new Retention(owners, KEEP);
            assertThat(retention.cut((tx, made) -> {}).orElseThrow().rows()).isEqualTo(1);
            assertThat(retention.removeSome()).isEqualTo(1);
        }
        append();
        assertThat(store.verifyAudit()).isEqualTo(4);
    }

    private void append() {
        store.writeNow(tx -> {
            tx.audit().append(Rows.event(Rows.pending(), "why"));
            return true;
        });
    }
}
