package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.BotId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What PostgreSQL tells a whole batch in one answer, and how it finds that. */
class LookedAheadTest {
    private static final BotId OTHER = new BotId("other-bot");
    private final String url = Engine.POSTGRESQL.freshUrl();
    private final Database database = new Database(StoreConfig.of(url), Clock.systemUTC());
    private final AccessRequest pending = Rows.pending();

    private void oneAskIsOpenAndItsBotLocked() {
        try (Store store = Engine.open(url, new StoreClock())) {
            store.writeNow(tx -> {
                tx.requests().insert(pending, Rows.FINGERPRINT);
                return tx.locks().lock(Rows.BOT, "U1", "lost laptop");
            });
        }
    }

    @Test
    void whatIsThereIsToldFromWhatIsNot() {
        oneAskIsOpenAndItsBotLocked();
        Foreseen there = new Foreseen(Rows.BOT, Rows.FINGERPRINT, pending.shortId());
        Foreseen notThere = new Foreseen(OTHER, Rows.FINGERPRINT, "none");

        LookedAhead ahead = ahead(List.of(there, notThere));

        assertThat(ahead.unlocked()).containsExactly(OTHER);
        assertThat(ahead.isFree(pending.shortId())).isFalse();
        assertThat(ahead.isFree("none")).isTrue();
        assertThat(ahead.isNotOpen(Rows.BOT, Rows.FINGERPRINT)).isFalse();
        assertThat(ahead.isNotOpen(OTHER, Rows.FINGERPRINT)).isTrue();
    }

    @Test
    void ofWhatNobodyForesawNothingIsKnown() {
        oneAskIsOpenAndItsBotLocked();

        LookedAhead ahead = ahead(List.of(new Foreseen(Rows.BOT, Rows.FINGERPRINT, "free")));

        assertThat(ahead.unlocked()).doesNotContain(OTHER);
        assertThat(ahead.isFree("none")).isFalse();
        assertThat(ahead.isNotOpen(OTHER, Rows.FINGERPRINT)).isFalse();
    }

    private LookedAhead ahead(List<Foreseen> foreseen) {
        try (Handle handle = Jdbi.create(database::connect).open()) {
            LookedAhead ahead = LookedAhead.of(foreseen, Rows.START, new Sql(handle, true));
            handle.rollback();
            return ahead;
        }
    }

    /** A plan is made once, when the writer first asks: in most installations, while the tables are empty. */
    @Test
    void eachIsFoundByItsIndexAloneAlsoWhenThePlanWasMadeOnEmptyTables() throws SQLException {
        Engine.open(url, new StoreClock()).close();
        assertLooksUp();
        Engine.run(url, """
                INSERT INTO access_request (id, short_id, bot, fingerprint, repositories, repository_ids, permissions,
                       installation_id, reason, kind, ttl_millis, state, revision, step, policy_rule, policy_digest,
                       created_at, expires_at, client_ip)
                SELECT 'req_' || n, 's' || n, 'bot-' || n % 50, 'f' || n, 'a/b', '1', 'contents:read', 1, 'r',
                       'INSTALLATION_TOKEN', 1, CASE WHEN n % 10 = 0 THEN 'PENDING' ELSE 'EXPIRED' END, 1, 0, 'd', 'd',
                       now(), now(), 'ip'
                  FROM generate_series(1, 30000) n
                """);
        Engine.run(url, "VACUUM ANALYZE access_request");
        assertLooksUp();
    }

    private void assertLooksUp() throws SQLException {
        assertThat(plan())
                .contains("access_request_by_short_id")
                .containsPattern("Index Cond: .*state.*PENDING,APPROVED.*asked\\.bot.*asked\\.fingerprint")
                .doesNotContain("Hash")
                .doesNotContain("Merge")
                .doesNotContain("Seq Scan on access_request");
    }

    /** The plan for whatever values. */
    private String plan() throws SQLException {
        String numbered = LookedAhead.LOOK;
        for (int number = 1; numbered.contains("?"); number++) {
            numbered = numbered.replaceFirst("\\?", "\\$" + number);
        }
        StringBuilder plan = new StringBuilder();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                Statement look = connection.createStatement()) {
            statement.execute("PREPARE look AS " + numbered);
            try (ResultSet lines =
                    look.executeQuery("EXPLAIN EXECUTE look ('{bot-1}', '{s1, s2}', now(), '{bot-1}', '{f1}')")) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }
}
