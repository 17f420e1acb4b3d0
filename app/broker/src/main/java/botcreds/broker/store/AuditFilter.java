package botcreds.broker.store;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestId;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which rows of the audit log. An empty field admits all.
 *
 * @param since  only rows at or after this time
 * @param until  only rows before this time
 * @param before only rows with a smaller number
 * @param after  only rows with a greater number, and then oldest first
 * @param event  the word of an event, for example {@code credential_issued}
 * @param limit  1 to 1000
 */
public record AuditFilter(
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<Long> before,
        Optional<Long> after,
        Optional<BotId> bot,
        Optional<Repository> repo,
        Optional<String> event,
        Optional<RequestId> request,
        int limit) {
    public static final int MOST = 1000;

    public AuditFilter {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("a look into the log takes 1 to " + MOST + " rows");
        }
    }

    /** Whether rows must be looked at one by one: each of these words has an index of its own, and no two share one. */
    boolean needsWalk() {
        return Stream.of(bot, repo, event).filter(Optional::isPresent).count() > 1;
    }

    public static AuditFilter newest(int limit) {
        return new AuditFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }

    public AuditFilter since(Instant time) {
        return new AuditFilter(Optional.of(time), until, before, after, bot, repo, event, request, limit);
    }

    public AuditFilter until(Instant time) {
        return new AuditFilter(since, Optional.of(time), before, after, bot, repo, event, request, limit);
    }

    public AuditFilter before(long seq) {
        return new AuditFilter(since, until, Optional.of(seq), after, bot, repo, event, request, limit);
    }

    /** Oldest first from there on, where every other look is newest first. */
    public AuditFilter after(long seq) {
        return new AuditFilter(since, until, before, Optional.of(seq), bot, repo, event, request, limit);
    }

    public AuditFilter bot(BotId only) {
        return new AuditFilter(since, until, before, after, Optional.of(only), repo, event, request, limit);
    }

    public AuditFilter repo(Repository only) {
        return new AuditFilter(since, until, before, after, bot, Optional.of(only), event, request, limit);
    }

    public AuditFilter event(AuditEvent.Type only) {
        return new AuditFilter(since, until, before, after, bot, repo, Optional.of(only.word()), request, limit);
    }

    public AuditFilter request(RequestId only) {
        return new AuditFilter(since, until, before, after, bot, repo, event, Optional.of(only), limit);
    }
}
