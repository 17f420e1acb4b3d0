package botcreds.broker.access;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.DayCounts;
import botcreds.broker.model.Human;
import botcreds.broker.requests.Authority;
import botcreds.broker.requests.RequestView;
import botcreds.broker.requests.Views;
import botcreds.broker.rules.RuleReviews;
import botcreds.broker.rules.StandingRule;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one human wants to see at a glance, by the policy of now. Every part is bounded and none walks the audit log.
 * Thread-safe.
 */
public final class Overview {
    private static final int MOST_LOOKED_AT = 200;
    private static final int MOST_SHOWN = 10;
    private static final int DAYS = 7;
    private static final List<AuditEvent.Type> DECISIONS = List.of(
            AuditEvent.Type.APPROVAL_GRANTED,
            AuditEvent.Type.APPROVAL_DENIED,
            AuditEvent.Type.CREDENTIAL_REVOCATION_REQUESTED,
            AuditEvent.Type.ACCESS_REVIEWED);

    private final Store store;
    private final Authority authority;
    private final Views views;
    private final RuleReviews reviews;

    Overview(Store store, Authority authority, Views views, RuleReviews reviews) {
        this.store = store;
        this.authority = authority;
        this.views = views;
        this.reviews = reviews;
    }

    /**
     * At a glance.
     *
     * @param pending   what this human may decide, oldest first
     * @param live      what was issued and this human may revoke, newest first
     * @param rules     remembered rules, doubtful ones first
     * @param decisions rows of the audit log, newest first
     * @param week      the last seven days, UTC, oldest first, quiet ones too
     */
    public record Glance(
            Some<RequestView> pending,
            Some<RequestView> live,
            List<StandingRule> rules,
            List<AuditEvent.Recorded> decisions,
            List<DayCounts> week,
            Instant at) {}

    /** The first of a list, and how many there are that are not in it. */
    public record Some<T>(List<T> shown, int more) {}

    /** Looks; for a human who may see requests at all, which {@link Decisions#maySee} tells. */
    public Glance of(Human human) {
        List<StandingRule> rules = reviews.rules(human);
        return store.read(tx -> new Glance(
                some(tx, tx.requests().pending(java.util.Optional.empty(), MOST_LOOKED_AT), mayApprove(tx, human)),
                some(tx, tx.requests().issued(MOST_LOOKED_AT), mayStop(tx, human)),
                rules,
                decisions(tx),
                week(tx),
                tx.now()));
    }

    private Predicate<AccessRequest> mayApprove(Transaction tx, Human human) {
        return request -> authority.toApprove(request, human, tx.now()).no().isEmpty();
    }

    private Predicate<AccessRequest> mayStop(Transaction tx, Human human) {
        return request -> authority.toStop(request, human, tx.now()).no().isEmpty();
    }

    private Some<RequestView> some(Transaction tx, List<AccessRequest> all, Predicate<AccessRequest> wanted) {
        List<AccessRequest> mine = all.stream().filter(wanted).toList();
        List<RequestView> shown = mine.stream()
                .limit(MOST_SHOWN)
                .map(request -> views.of(tx, request))
                .toList();
        return new Some<>(shown, mine.size() - shown.size());
    }

    private static List<AuditEvent.Recorded> decisions(Transaction tx) {
        List<AuditEvent.Recorded> all = new ArrayList<>();
        DECISIONS.forEach(type ->
                all.addAll(tx.audit().latest(AuditFilter.newest(MOST_SHOWN).event(type))));
        all.sort(Comparator.comparingLong(AuditEvent.Recorded::seq).reversed());
        return List.copyOf(all.subList(0, Math.min(MOST_SHOWN, all.size())));
    }

    private static List<DayCounts> week(Transaction tx) {
        LocalDate today = LocalDate.ofInstant(tx.now(), ZoneOffset.UTC);
        LocalDate first = today.minusDays(DAYS - 1L);
        Map<LocalDate, DayCounts> counted =
                tx.days().since(first).stream().collect(Collectors.toMap(DayCounts::day, Function.identity()));
        return first.datesUntil(today.plusDays(1))
                .map(day -> counted.getOrDefault(day, new DayCounts(day, 0, 0, 0)))
                .toList();
    }
}
