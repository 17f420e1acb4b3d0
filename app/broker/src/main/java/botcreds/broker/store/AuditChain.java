package botcreds.broker.store;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.AuditEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Extends the chain of audit rows; its head is one row, locked while a batch runs so that several nodes share one chain. */
final class AuditChain {
    private static final String LOG =
            "INSERT INTO audit_log (seq, at, event, bot, request_id, json, hash, node) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String REPOSITORY = "INSERT INTO audit_repository (folded, seq) VALUES (?, ?)";

    private final Sql sql;
    private final Head head;
    private final String node;

    /** The last row of the chain, or zeros before the first. */
    record Head(long seq, Instant at, String hash) {}

    private AuditChain(Sql sql, Head head, String node) {
        this.sql = sql;
        this.head = head;
        this.node = node;
    }

    /**
     * Locks the chain until the transaction ends; whoever else wants it waits.
     *
     * @param node who appends, so that the others know which rows they have not heard of
     */
    static AuditChain lock(Sql sql, String node) {
        return new AuditChain(sql, head(sql, " FOR UPDATE"), node);
    }

    static Head head(Sql sql, String lock) {
        return sql.first(
                        "SELECT seq, at, hash FROM audit_head WHERE id = 1" + lock,
                        row -> new Head(row.getLong("seq"), Columns.instant(row, "at"), row.getString("hash")))
                .orElseThrow(() -> new AuditBroken(0, "the head of the chain is gone"));
    }

    /** Adds the events in their order, and returns them as they stand there. A clock set back does not make the log go back. */
    List<AuditEvent.Recorded> extend(List<AuditEvent> events, Instant now) {
        if (events.isEmpty()) {
            return List.of();
        }
        Instant at = now.isBefore(head.at()) ? head.at() : now;
        long seq = head.seq();
        String hash = head.hash();
        List<AuditEvent.Recorded> recorded = new ArrayList<>(events.size());
        List<@Nullable Object[]> rows = new ArrayList<>(events.size());
        List<@Nullable Object[]> repositories = new ArrayList<>(events.size());
        for (AuditEvent event : events) {
            seq++;
            String json = AuditJson.write(event, seq, at, hash);
            String prevHash = hash;
            hash = hash(prevHash, json);
            recorded.add(new AuditEvent.Recorded(seq, at, event, json, prevHash, hash));
            rows.add(new @Nullable Object[] {
                seq, at, event.type().word(), AuditJson.bot(event), AuditJson.request(event), json, hash, node
            });
            for (String name : event.detail().getOrDefault("repo", "").split(" ", -1)) {
                if (!name.isEmpty()) {
                    repositories.add(new @Nullable Object[] {AsciiCase.fold(name), seq});
                }
            }
        }
        sql.batch(LOG, rows);
        sql.batch(REPOSITORY, repositories);
        Days.count(sql, events, at);
        sql.update("UPDATE audit_head SET seq = ?, at = ?, hash = ? WHERE id = 1", seq, at, hash);
        return recorded;
    }

    static String hash(String prevHash, String json) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest((prevHash + "\n" + json).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
