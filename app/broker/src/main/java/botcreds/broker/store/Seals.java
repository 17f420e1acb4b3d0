package botcreds.broker.store;

import botcreds.broker.model.Credential;
import botcreds.broker.model.Secret;
import botcreds.broker.model.TokenId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How living tokens are sealed, and sealing them anew. Queries go by {@code alive_bot}, whose index has the living alone; what
 * is dead has no sealed token any more.
 */
public final class Seals {
    private final Sql sql;
    private final SealKeys keys;

    Seals(Sql sql, SealKeys keys) {
        this.sql = sql;
        this.keys = keys;
    }

    private record Counted(Optional<String> key, int many) {}

    private record Opened(Credential credential, Optional<Secret> secret) {}

    public SealCensus census() {
        SortedMap<String, Integer> missing = new TreeMap<>();
        int older = 0;
        for (var each : sql.list(
                "SELECT sealed_with, COUNT(*) AS n FROM credential WHERE alive_bot >= '' GROUP BY sealed_with",
                row -> new Counted(Optional.ofNullable(row.getString("sealed_with")), row.getInt("n")))) {
            if (each.key().filter(keys.first().id()::equals).isEmpty()) {
                older += each.many();
            }
            each.key().filter(id -> !keys.know(id)).ifPresent(id -> missing.put(id, each.many()));
        }
        return new SealCensus(keys.first().id(), keys.count(), older, missing);
    }

    /**
     * Opens some tokens that the first key has not sealed and seals them with it.
     *
     * @param after which one was looked at last
     * @param limit how many to look at, at most
     */
    public Resealed reseal(Optional<TokenId> after, int limit) {
        List<Opened> rows = sql.list(
                Credentials.COLUMNS_AND_SEAL + """
                         WHERE c.alive_bot >= '' AND c.token_id > ? AND (c.sealed_with IS NULL OR c.sealed_with <> ?)
                         ORDER BY c.token_id LIMIT ?
                        """,
                this::open,
                after.map(TokenId::value).orElse(""),
                keys.first().id(),
                limit);
        List<TokenId> broken = new ArrayList<>();
        for (Opened row : rows) {
            row.secret()
                    .ifPresentOrElse(
                            secret -> seal(row.credential(), secret),
                            () -> broken.add(row.credential().id()));
        }
        Optional<TokenId> last = rows.isEmpty()
                ? Optional.empty()
                : Optional.of(rows.get(rows.size() - 1).credential().id());
        return new Resealed(rows.size() - broken.size(), broken, last);
    }

    private Opened open(ResultSet row) throws SQLException {
        Credential credential = Credentials.read(row);
        Optional<String> sealedWith = Optional.ofNullable(row.getString("sealed_with"));
        try {
            return new Opened(credential, Optional.of(keys.open(credential, sealedWith, row.getBytes("sealed"))));
        } catch (SealBroken unreadable) {
            return new Opened(credential, Optional.empty());
        }
    }

    private void seal(Credential credential, Secret secret) {
        sql.update(
                "UPDATE credential SET sealed = ?, sealed_with = ? WHERE token_id = ? AND alive_bot IS NOT NULL",
                keys.first().seal(credential, secret),
                keys.first().id(),
                credential.id().value());
    }
}
