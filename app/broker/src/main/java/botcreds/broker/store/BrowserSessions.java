package botcreds.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Browsers that are signed in to the dashboard, and the links that sign one in. Of every secret only the hash is here. */
public final class BrowserSessions {
    private static final String SELECT =
            "SELECT session_id, sha256, human_id, human_name, created_at, expires_at FROM browser_session";

    private final Sql sql;

    BrowserSessions(Sql sql) {
        this.sql = sql;
    }

    /**
     * A link that signs a browser in, once.
     *
     * @param sha256 of the secret in it, hex in lower case
     * @param name   of the human when they asked for it, for reading
     */
    public record Link(String sha256, String humanId, String name, Instant expiresAt) {}

    /**
     * A browser that is signed in.
     *
     * @param id     what the audit log calls it
     * @param sha256 of the cookie's secret, hex in lower case
     * @param name   of the human when they asked for the link, for reading
     */
    public record Session(
            String id, String sha256, String humanId, String name, Instant createdAt, Instant expiresAt) {}

    /** Adds a link; those that this human had before end with that. */
    public void addLink(Link link) {
        endLinks(link.humanId());
        sql.update(
                "INSERT INTO dashboard_link (sha256, human_id, human_name, expires_at) VALUES (?, ?, ?, ?)",
                link.sha256(),
                link.humanId(),
                link.name(),
                link.expiresAt());
    }

    /** The link, unless it was used or its time is over. */
    public Optional<Link> link(String sha256, Instant now) {
        return sql.first(
                "SELECT sha256, human_id, human_name, expires_at FROM dashboard_link WHERE sha256 = ? AND expires_at > ?",
                BrowserSessions::readLink,
                sha256,
                now);
    }

    /** Uses a link up; false if someone else was faster or the time is over. */
    public boolean useUp(Link link, Instant now) {
        return sql.update("DELETE FROM dashboard_link WHERE sha256 = ? AND expires_at > ?", link.sha256(), now) == 1;
    }

    public void add(Session session) {
        sql.update(
                "INSERT INTO browser_session (session_id, sha256, human_id, human_name, created_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                session.id(),
                session.sha256(),
                session.humanId(),
                session.name(),
                session.createdAt(),
                session.expiresAt());
    }

    /** The session, unless it has ended. */
    public Optional<Session> session(String sha256, Instant now) {
        return sql.first(SELECT + " WHERE sha256 = ? AND expires_at > ?", BrowserSessions::readSession, sha256, now);
    }

    /** Ends a session; false if it had ended before. */
    public boolean end(Session session) {
        return sql.update("DELETE FROM browser_session WHERE session_id = ?", session.id()) == 1;
    }

    /** The living sessions of a human, oldest first. */
    public List<Session> of(String humanId, Instant now) {
        return sql.list(
                SELECT + " WHERE human_id = ? AND expires_at > ? ORDER BY created_at, session_id",
                BrowserSessions::readSession,
                humanId,
                now);
    }

    /** Ends the links of a human. */
    public void endLinks(String humanId) {
        sql.update("DELETE FROM dashboard_link WHERE human_id = ?", humanId);
    }

    /** Forgets what was over at that moment. */
    public void purge(Instant before) {
        sql.update("DELETE FROM dashboard_link WHERE expires_at <= ?", before);
        sql.update("DELETE FROM browser_session WHERE expires_at <= ?", before);
    }

    private static Link readLink(ResultSet row) throws SQLException {
        return new Link(
                row.getString("sha256"),
                row.getString("human_id"),
                row.getString("human_name"),
                Columns.instant(row, "expires_at"));
    }

    private static Session readSession(ResultSet row) throws SQLException {
        return new Session(
                row.getString("session_id"),
                row.getString("sha256"),
                row.getString("human_id"),
                row.getString("human_name"),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"));
    }
}
