package botcreds.broker.store;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.BotId;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The requests. A state changes only by a conditional UPDATE that hits exactly one row. */
public final class Requests {
    private static final int MOST_OF_A_SHORT_ID = 20;
    private static final int NEWEST = 1000;
    private static final Comparator<AccessRequest> OLDEST_FIRST = Comparator.comparing(AccessRequest::createdAt);
    private static final Comparator<AccessRequest> NEWEST_FIRST =
            OLDEST_FIRST.reversed().thenComparing(request -> request.id().value());

    private static final String INSERT = """
            INSERT INTO access_request
              (id, short_id, bot, fingerprint, repositories, repository_ids, permissions, installation_id, reason, kind,
               ttl_millis, state, revision, step, approval, decided_by, decided_name, decided_at, decided_reason,
               policy_rule, policy_digest, created_at, expires_at, grant_ends_at, callback_url, client_ip, due_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String CHANGE = """
            UPDATE access_request
               SET state = ?, revision = ?, step = ?, approval = ?, decided_by = ?, decided_name = ?, decided_at = ?,
                   decided_reason = ?, policy_rule = ?, policy_digest = ?, expires_at = ?, grant_ends_at = ?, due_at = ?
             WHERE id = ? AND state = ? AND revision = ? AND step = ? AND expires_at > ?
            """;

    private static final String NARROW = """
            UPDATE access_request
               SET repositories = ?, repository_ids = ?, permissions = ?, ttl_millis = ?, revision = ?
             WHERE id = ? AND state = 'PENDING' AND revision = ? AND expires_at > ?
            """;

    /** Two halves of one statement: a list of states would lead H2 through all that wait. */
    private static final String TWINS =
            RequestRow.COLUMNS + "WHERE state = ? AND bot = ? AND fingerprint = ? UNION ALL " + RequestRow.COLUMNS
                    + "WHERE state = ? AND bot = ? AND fingerprint = ?";

    private final Sql sql;
    private final Moment moment;
    private final LookedAhead ahead;
    /** What of this transaction may still wait to be written; looks that find none of it read past it. */
    private final Set<String> newShortIds = new HashSet<>();

    private final Set<List<String>> newAsks = new HashSet<>();
    private final Set<RequestId> newlyIssued = new HashSet<>();

    Requests(Sql sql, Moment moment, LookedAhead ahead) {
        this.sql = sql;
        this.moment = moment;
        this.ahead = ahead;
    }

    /**
     * Adds a new request.
     *
     * @param fingerprint what makes two asks of one bot the same; at most 128 characters
     */
    public void insert(AccessRequest request, String fingerprint) {
        Optional<HumanDecision> decision = request.decision();
        newShortIds.add(request.shortId());
        newAsks.add(List.of(request.bot().value(), fingerprint));
        sql.insertLater(
                INSERT,
                request.id().value(),
                request.shortId(),
                request.bot().value(),
                fingerprint,
                RequestRow.words(request.scope().repositoryNames()),
                RequestRow.words(request.repositoryIds()),
                RequestRow.words(request.scope().permissions().words()),
                request.installationId(),
                request.reason().text(),
                request.kind(),
                request.ttl().toMillis(),
                request.state(),
                request.revision(),
                request.step(),
                request.approval(),
                decision.map(HumanDecision::byId),
                decision.map(HumanDecision::byName),
                decision.map(HumanDecision::at),
                decision.flatMap(HumanDecision::reason),
                request.rule(),
                request.policyDigest(),
                request.createdAt(),
                request.expiresAt(),
                request.grantEndsAt(),
                request.callbackUrl(),
                request.clientIp(),
                RequestRow.dueAt(request));
    }

    /** Its bot's address is gone for good; nothing is told there any more. */
    public void forgetCallback(RequestId id) {
        sql.update("UPDATE access_request SET callback_url = NULL WHERE id = ?", id.value());
    }

    public Optional<AccessRequest> byId(RequestId id) {
        return sql.first(RequestRow.COLUMNS + "WHERE id = ?", RequestRow::read, id.value());
    }

    /** Those that carry this short id, newest first, 20 at most: the dead give theirs back. */
    public List<AccessRequest> byShortId(String shortId) {
        return sql.list(
                RequestRow.COLUMNS + "WHERE short_id = ? ORDER BY created_at DESC, id LIMIT ?",
                RequestRow::read,
                shortId,
                MOST_OF_A_SHORT_ID);
    }

    /** Tells whether a request that is open, or whose grant has not ended, carries this short id. */
    public boolean shortIdTaken(String shortId) {
        if (newShortIds.contains(shortId)) {
            return true;
        }
        return !ahead.isFree(shortId)
                && sql.firstPast("""
                        SELECT 1 FROM access_request
                         WHERE short_id = ?
                           AND (state IN ('PENDING', 'APPROVED')
                                OR state = 'ISSUED' AND (grant_ends_at IS NULL OR grant_ends_at > ?))
                         LIMIT 1
                        """, row -> true, shortId, moment.now()).isPresent();
    }

    /** The same ask of the same bot, if one is open. */
    public Optional<AccessRequest> open(BotId bot, String fingerprint) {
        if (newAsks.contains(List.of(bot.value(), fingerprint))) {
            sql.flush();
        } else if (ahead.isNotOpen(bot, fingerprint)) {
            return Optional.empty();
        }
        List<AccessRequest> twins = twins(bot, fingerprint);
        if (twins.stream().map(AccessRequest::id).anyMatch(newlyIssued::contains)) {
            sql.flush();
            twins = twins(bot, fingerprint);
        }
        return twins.stream().min(Comparator.comparing(AccessRequest::state).thenComparing(OLDEST_FIRST));
    }

    private List<AccessRequest> twins(BotId bot, String fingerprint) {
        return sql.listPast(
                TWINS,
                RequestRow::read,
                RequestState.PENDING,
                bot.value(),
                fingerprint,
                RequestState.APPROVED,
                bot.value(),
                fingerprint);
    }

    /** Counts all that wait for a human. */
    public int countPending() {
        return sql.first("SELECT COUNT(*) AS n FROM access_request WHERE state = 'PENDING'", row -> row.getInt("n"))
                .orElseThrow();
    }

    public int countPending(BotId bot) {
        return sql.first(
                        "SELECT COUNT(*) AS n FROM access_request WHERE state = 'PENDING' AND bot = ?",
                        row -> row.getInt("n"),
                        bot.value())
                .orElseThrow();
    }

    /** What waits for a decision, oldest first. */
    public List<AccessRequest> pending(Optional<BotId> bot, int limit) {
        if (bot.isPresent()) {
            return sql.list(
                    RequestRow.COLUMNS + "WHERE state = 'PENDING' AND bot = ? ORDER BY created_at, id LIMIT ?",
                    RequestRow::read,
                    bot.get().value(),
                    limit);
        }
        return sql.list(
                RequestRow.COLUMNS + "WHERE state = 'PENDING' ORDER BY created_at, id LIMIT ?",
                RequestRow::read,
                limit);
    }

    /**
     * What is issued and has not ended, newest first. When that is more than was asked for, it is looked for among the newest
     * {@link #NEWEST} requests first, by ids, which begin with their time: no index has the order, and to sort all that is
     * issued would cost more with every bot.
     */
    public List<AccessRequest> issued(int limit) {
        List<AccessRequest> some =
                sql.list(RequestRow.COLUMNS + "WHERE state = 'ISSUED' LIMIT ?", RequestRow::read, limit + 1);
        Stream<AccessRequest> newest = some.size() <= limit ? Stream.empty() : newestIssued();
        return Stream.concat(newest.sorted(NEWEST_FIRST), some.stream().sorted(NEWEST_FIRST))
                .distinct()
                .limit(limit)
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private Stream<AccessRequest> newestIssued() {
        return sql.list(RequestRow.COLUMNS + "ORDER BY id DESC LIMIT ?", RequestRow::read, NEWEST).stream()
                .filter(request -> request.state() == RequestState.ISSUED);
    }

    /** What of this bot is pending or approved, oldest first. */
    public List<AccessRequest> openOf(BotId bot) {
        String open = RequestRow.COLUMNS + "WHERE state = ? AND bot = ? ORDER BY created_at, id";
        List<AccessRequest> all = new ArrayList<>(sql.list(open, RequestRow::read, RequestState.PENDING, bot.value()));
        all.addAll(sql.list(open, RequestRow::read, RequestState.APPROVED, bot.value()));
        all.sort(OLDEST_FIRST);
        return all;
    }

    /** What of this bot, or of all, is approved or issued and has not ended, oldest first. */
    public List<AccessRequest> granted(Optional<BotId> bot) {
        List<AccessRequest> all = new ArrayList<>();
        for (RequestState state : List.of(RequestState.APPROVED, RequestState.ISSUED)) {
            all.addAll(
                    bot.isPresent()
                            ? sql.list(
                                    RequestRow.COLUMNS + "WHERE state = ? AND bot = ?",
                                    RequestRow::read,
                                    state,
                                    bot.get().value())
                            : sql.list(RequestRow.COLUMNS + "WHERE state = ?", RequestRow::read, state));
        }
        all.sort(OLDEST_FIRST);
        return all;
    }

    /** How many requests of each bot wait for a human; bots without one are not in it. */
    public Map<BotId, Integer> pendingByBot() {
        Map<BotId, Integer> counts = new TreeMap<>();
        sql.list(
                        "SELECT bot, COUNT(*) AS n FROM access_request WHERE state = 'PENDING' GROUP BY bot",
                        row -> Map.entry(new BotId(row.getString("bot")), row.getInt("n")))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    /**
     * Replaces the request as it was read by what it becomes, if it still is as it was read. What was shown to humans and
     * approved (bot, scope, kind, ttl and the pinned ids) cannot change here, and a pending request cannot be approved
     * at or after its {@code expiresAt}.
     *
     * @return true if and only if the row changed
     * @throws IllegalArgumentException if no request may change like that
     */
    public boolean change(AccessRequest before, AccessRequest after) {
        refuseWhatNoRequestMayBecome(before, after);
        boolean approves = before.state() == RequestState.PENDING && after.state() == RequestState.APPROVED;
        Optional<HumanDecision> decision = after.decision();
        @Nullable
        Object[] arguments = {
            after.state(),
            after.revision(),
            after.step(),
            after.approval(),
            decision.map(HumanDecision::byId),
            decision.map(HumanDecision::byName),
            decision.map(HumanDecision::at),
            decision.flatMap(HumanDecision::reason),
            after.rule(),
            after.policyDigest(),
            after.expiresAt(),
            after.grantEndsAt(),
            RequestRow.dueAt(after),
            before.id().value(),
            before.state(),
            before.revision(),
            before.step(),
            approves ? moment.now() : Instant.EPOCH
        };
        if (before.state() == RequestState.APPROVED && after.state() == RequestState.ISSUED) {
            // Hardly anything comes between an approval and its token; two humans at one card are another matter.
            newlyIssued.add(after.id());
            return sql.updateOneLater(CHANGE, arguments);
        }
        return sql.update(CHANGE, arguments) == 1;
    }

    /**
     * Makes a pending request about less, or about another time, if it still is as it was read. The fingerprint of the ask
     * stays, so that its bot finds it again by asking the same.
     *
     * @return true if and only if the row changed
     * @throws IllegalArgumentException if the one is not {@link AccessRequest#narrowed} from the other
     */
    public boolean narrow(AccessRequest before, AccessRequest after) {
        if (!before.narrowed(after.scope(), after.ttl()).equals(after)) {
            throw new IllegalArgumentException("what was asked for can become less, and nothing else");
        }
        return sql.update(
                        NARROW,
                        RequestRow.words(after.scope().repositoryNames()),
                        RequestRow.words(after.repositoryIds()),
                        RequestRow.words(after.scope().permissions().words()),
                        after.ttl().toMillis(),
                        after.revision(),
                        before.id().value(),
                        before.revision(),
                        moment.now())
                == 1;
    }

    /**
     * Open ones whose time is over and issued ones whose grant is, longest over first. By the time alone: a condition on the
     * state would lead H2 through every request that was ever issued.
     */
    public List<AccessRequest> due(Instant now, int limit) {
        return sql.list(RequestRow.COLUMNS + "WHERE due_at <= ? ORDER BY due_at LIMIT ?", RequestRow::read, now, limit);
    }

    private static void refuseWhatNoRequestMayBecome(AccessRequest before, AccessRequest after) {
        if (before.state() != after.state() && !before.state().canBecome(after.state())) {
            throw new IllegalArgumentException("a request cannot go from " + before.state() + " to " + after.state());
        }
        boolean same = before.id().equals(after.id())
                && before.bot().equals(after.bot())
                && before.scope().equals(after.scope())
                && before.repositoryIds().equals(after.repositoryIds())
                && before.installationId() == after.installationId()
                && before.kind() == after.kind()
                && before.ttl().equals(after.ttl());
        if (!same) {
            throw new IllegalArgumentException("what was asked for cannot change once it was shown");
        }
    }
}
