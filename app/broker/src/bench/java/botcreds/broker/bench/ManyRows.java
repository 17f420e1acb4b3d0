package botcreds.broker.bench;

import java.sql.SQLException;

/**
 * Fills the audit log with as many rows as years bring, as they look, in one statement. Their hashes are no chain: this is
 * for measuring what it costs to look, not for verifying.
 */
final class ManyRows {
    private ManyRows() {}

    /** Adds them below what the broker has written: its own rows stay the newest, and its chain whole. */
    static void fill(Postgres postgres, long rows) throws SQLException {
        postgres.run("""
                INSERT INTO audit_log (seq, at, event, bot, request_id, json, hash)
                SELECT -n, timestamptz '2020-01-01' - n * interval '15 seconds',
                       (ARRAY['credential_requested','mint_started','credential_issued','credential_revoked','credential_denied'])[1 + n % 5],
                       'bot-' || n % 40, 'req_' || lpad((n / 4)::text, 20, '0'),
                       json_build_object('timestamp', '2020-01-01T00:00:00Z', 'event', 'credential_issued', 'bot', 'bot-' || n % 40,
                           'repo', 'bench/repo-' || n % 64, 'permissions', 'contents:write issues:write', 'approval', 'auto',
                           'token_id', 'tok_' || n, 'reason', 'a benchmark of many years', 'seq', -n,
                           'prev_hash', repeat('0', 64))::text,
                       md5(n::text) || md5((-n)::text)
                  FROM generate_series(1::bigint, %d) n
                """.formatted(rows));
        postgres.run("INSERT INTO audit_repository (folded, seq) SELECT 'bench/repo-' || n % 64, -n"
                + " FROM generate_series(1::bigint, " + rows + ") n");
        postgres.run("ANALYZE");
    }
}
