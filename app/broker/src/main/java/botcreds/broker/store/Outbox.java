package botcreds.broker.store;

import java.time.Instant;
import java.util.List;

/** What must still be told to others; written in the transaction that made it true. */
public final class Outbox {
    private final Sql sql;
    private final Moment moment;

    Outbox(Sql sql, Moment moment) {
        this.sql = sql;
        this.moment = moment;
    }

    public record Item(long id, String kind, String subject, String body, int attempts, Instant createdAt) {}

    public void add(String kind, String subject, String body) {
        throw new IllegalStateException("soon");
    }

    public List<Item> due(Instant now, int limit) {
        throw new IllegalStateException("soon");
    }

    public void done(Item item) {
        throw new IllegalStateException("soon");
    }

    public void retry(Item item, Instant at, String why) {
        throw new IllegalStateException("soon");
    }

    public void fail(Item item, String why) {
        throw new IllegalStateException("soon");
    }

    public int depth() {
        throw new IllegalStateException("soon" + (sql == null) + (moment == null));
    }
}
