package botcreds.broker.bench;

import java.sql.SQLException;

/**
 * Fills the audit log with as many rows as years bring, as they look, in one statement each. Their hashes are no chain: this is
 * for measuring what it costs to look, not for verifying.
 */
final class ManyRows {
    private ManyRows() {}

    /** Adds them behind what the broker has written, which goes on behind them; it must have nothing to do meanwhile. */
    static void fill(Postgres postgres, long rows) throws SQLException {
        // Built at once they cost a fraction of what they do row by row, once they are larger than the memory.
        postgres.run("""
                CREATE TABLE built_later AS
                SELECT i.indexname AS name, i.indexdef AS definition FROM pg_indexes i
                 WHERE i.tablename IN ('audit_log', 'audit_repository')
                   AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname);
                DO $$ DECLARE each RECORD; BEGIN
                  FOR each IN SELECT name FROM built_later LOOP EXECUTE 'DROP INDEX ' || each.name; END LOOP;
                END $$
                """);
        postgres.run("""
                INSERT INTO audit_log (seq, at, event, bot, request_id, json, hash)
                SELECT h.seq + n, now(),
                       (ARRAY['credential_requested','mint_started','credential_issued','credential_revoked','credential_denied'])[1 + mod(n, 5)],
                       'bot-' || mod(n, 40), 'req_' || lpad((n / 4)::text, 20, '0'),
                       json_build_object('timestamp', now(), 'event', 'credential_issued', 'bot', 'bot-' || mod(n, 40),
                           'repo', 'bench/repo-' || mod(n, 64), 'permissions', 'contents:write issues:write', 'approval', 'auto',
                           'token_id', 'tok_' || n, 'reason', 'a benchmark of many years', 'seq', h.seq + n,
                           'prev_hash', repeat('0', 64))::text,
                       md5(n::text) || md5((-n)::text)
                  FROM audit_head h, generate_series(1::bigint, %1$d) n;
                INSERT INTO audit_repository (folded, seq)
                SELECT 'bench/repo-' || mod(n, 64), h.seq + n FROM audit_head h, generate_series(1::bigint, %1$d) n;
                UPDATE audit_head SET seq = seq + %1$d, at = now()
                """.formatted(rows));
        postgres.run("""
                SET maintenance_work_mem = '512MB';
                DO $$ DECLARE each RECORD; BEGIN
                  FOR each IN SELECT definition FROM built_later LOOP EXECUTE each.definition; END LOOP;
                END $$;
                DROP TABLE built_later;
                ANALYZE audit_log, audit_repository
                """);
    }
}
