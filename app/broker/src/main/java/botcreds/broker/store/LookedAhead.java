package botcreds.broker.store;

import botcreds.broker.model.BotId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is known not to be there, because a batch looked for it before its units ran: in one round trip for all of them instead
 * of some for each. Nobody else writes meanwhile; what the batch itself writes is not in here.
 */
final class LookedAhead {
    /** Nothing was looked for, so nothing is known. */
    static final LookedAhead NOTHING = new LookedAhead();

    /** The limits keep PostgreSQL from reading all that is open, as a join of few with few would. */
    static final String LOOK = """
            SELECT 'LOCK' AS what, bot, '' AS word FROM bot_lock WHERE bot = ANY (?)
            UNION ALL
            SELECT 'SHORT_ID', '', short_id FROM access_request
             WHERE short_id = ANY (?)
               AND (state IN ('PENDING', 'APPROVED')
                    OR state = 'ISSUED' AND (grant_ends_at IS NULL OR grant_ends_at > ?))
            UNION ALL
            SELECT 'ASK', asked.bot, asked.fingerprint
              FROM unnest(CAST(? AS varchar[]), CAST(? AS varchar[])) AS asked (bot, fingerprint)
             CROSS JOIN LATERAL (
                   SELECT 1 FROM access_request r
                    WHERE r.state IN ('PENDING', 'APPROVED') AND r.bot = asked.bot AND r.fingerprint = asked.fingerprint
                    LIMIT 1) AS open
            """;

    private final Set<BotId> unlocked = new HashSet<>();
    private final Set<String> free = new HashSet<>();
    private final Set<List<String>> notOpen = new HashSet<>();

    private LookedAhead() {}

    /** Looks for all of it. On PostgreSQL only: H2 answers without a round trip. */
    static LookedAhead of(List<Foreseen> all, Instant now, Sql sql) {
        LookedAhead ahead = new LookedAhead();
        for (Foreseen each : all) {
            ahead.unlocked.add(each.bot());
            ahead.free.add(each.shortId());
            ahead.notOpen.add(List.of(each.bot().value(), each.fingerprint()));
        }
        List<List<String>> asks = List.copyOf(ahead.notOpen);
        sql.list(
                        LOOK,
                        row -> List.of(row.getString("what"), row.getString("bot"), row.getString("word")),
                        ahead.unlocked.stream().map(BotId::value).toArray(String[]::new),
                        ahead.free.toArray(String[]::new),
                        now,
                        asks.stream().map(ask -> ask.get(0)).toArray(String[]::new),
                        asks.stream().map(ask -> ask.get(1)).toArray(String[]::new))
                .forEach(ahead::found);
        return ahead;
    }

    private void found(List<String> row) {
        switch (row.get(0)) {
            case "LOCK" -> unlocked.remove(new BotId(row.get(1)));
            case "SHORT_ID" -> free.remove(row.get(2));
            default -> notOpen.remove(row.subList(1, 3));
        }
    }

    /** Bots that were not locked. */
    Set<BotId> unlocked() {
        return unlocked;
    }

    /** No living request carried this short id. */
    boolean isFree(String shortId) {
        return free.contains(shortId);
    }

    /** No such ask was open. */
    boolean isNotOpen(BotId bot, String fingerprint) {
        return notOpen.contains(List.of(bot.value(), fingerprint));
    }
}
