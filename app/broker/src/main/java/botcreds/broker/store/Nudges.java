package botcreds.broker.store;

import botcreds.broker.model.RequestId;
import java.time.Instant;
import java.util.List;

/** When to remind the approvers of a request, once. A row goes when that was done, or is no longer needed. */
public final class Nudges {
    private final Sql sql;

    Nudges(Sql sql) {
        this.sql = sql;
    }

    public void add(RequestId request, Instant dueAt) {
        sql.update("INSERT INTO nudge (request_id, due_at) VALUES (?, ?)", request.value(), dueAt);
    }

    /** Requests whose approvers are to be reminded by now, longest due first. */
    public List<RequestId> due(Instant now, int limit) {
        return sql.list(
                "SELECT request_id FROM nudge WHERE due_at <= ? ORDER BY due_at LIMIT ?",
                row -> new RequestId(row.getString("request_id")),
                now,
                limit);
    }

    /** Looks again later. */
    public void postpone(RequestId request, Instant dueAt) {
        sql.update("UPDATE nudge SET due_at = ? WHERE request_id = ?", dueAt, request.value());
    }

    /** Tells whether it was still to be done; from now on it is not. */
    public boolean done(RequestId request) {
        return sql.update("DELETE FROM nudge WHERE request_id = ?", request.value()) == 1;
    }
}
