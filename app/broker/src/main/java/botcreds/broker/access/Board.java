package botcreds.broker.access;

import botcreds.broker.bots.BotView;
import botcreds.broker.bots.Counted;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AnswerTimes;
import botcreds.broker.model.AuditPage;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Credential;
import botcreds.broker.model.DayOutcomes;
import botcreds.broker.model.Human;
import botcreds.broker.policy.BotEntry;
import botcreds.broker.policy.Identity;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.requests.Authority;
import botcreds.broker.requests.RequestView;
import botcreds.broker.requests.Stats;
import botcreds.broker.requests.Views;
import botcreds.broker.rules.RuleView;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the dashboard shows, for humans who may see requests. Reads only; every look is bounded by what is going on, never by
 * what is in the log. Thread-safe.
 */
public final class Board {
    /** How many days a chart has. */
    public static final int DAYS = 30;

    private static final int MOST_WAITING = 100;
    private static final int MOST_LIVE = 200;
    private static final int MOST_REQUESTS = 20;
    private static final int MOST_ROWS_OF_A_BOT = 200;

    private final Store store;
    private final PolicyFile policyFile;
    private final Authority authority;
    private final Views views;
    private final Decisions decisions;

    Board(Store store, PolicyFile policyFile, Authority authority, Views views, Decisions decisions) {
        this.store = store;
        this.policyFile = policyFile;
        this.authority = authority;
        this.views = views;
        this.decisions = decisions;
    }

    /**
     * What waits, and how the day goes.
     *
     * @param waiting oldest first
     * @param all     how many wait
     * @param live    how many credentials may still work at GitHub
     * @param today   since midnight, UTC
     */
    public record Front(List<Waiting> waiting, int all, int live, DayOutcomes today) {}

    /**
     * A request that waits.
     *
     * @param yours whether the human who looks may approve it now
     */
    public record Waiting(RequestView view, boolean yours) {}

    /** A credential that may still work at GitHub, and what it was given for. */
    public record Held(Credential credential, AccessRequest request) {}

    /** Credentials that may still work at GitHub, newest first, and how many there are. */
    public record Live(List<Held> shown, int all) {}

    /**
     * All about a bot.
     *
     * @param identities how it proves who it is, without any secret
     * @param requests   its last ones, newest first
     * @param days       the last {@link #DAYS} days, oldest first, quiet ones too
     */
    public record About(
            BotView bot,
            List<String> identities,
            List<RuleView> rules,
            List<Held> live,
            List<AccessRequest> requests,
            List<DayOutcomes> days) {}

    /** What became of requests in the last {@link #DAYS} days, oldest first, and how long humans took to answer. */
    public record Activity(List<DayOutcomes> days, AnswerTimes answers) {}

    public Front front(Human human) {
        return store.read(tx -> {
            List<Waiting> waiting = tx.requests().pending(Optional.empty(), MOST_WAITING).stream()
                    .map(request -> new Waiting(
                            views.of(tx, request),
                            authority.toApprove(request, human, tx.now()).no().isEmpty()))
                    .toList();
            LocalDate today = today(tx);
            return new Front(
                    waiting,
                    tx.requests().countPending(),
                    tx.credentials().countAlive().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum(),
                    tx.botDays().since(today).stream().findFirst().orElse(DayOutcomes.quiet(today)));
        });
    }

    public Live live() {
        return store.read(tx -> {
            int all = tx.credentials().countAlive().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            return new Live(held(tx, tx.credentials().newestAlive(MOST_LIVE)), all);
        });
    }

    public Activity activity() {
        return store.read(tx -> {
            LocalDate first = today(tx).minusDays(DAYS - 1L);
            return new Activity(
                    whole(first, tx.botDays().since(first)), tx.answerDays().since(first));
        });
    }

    public List<BotView> bots() {
        return decisions.overBots().roster().bots();
    }

    /** What GitHub leaves each installation that it has told of, until its hour ends. */
    public List<Stats.Budget> hours() {
        return decisions.overBots().roster().hours();
    }

    /** All about a bot; empty when nothing knows it. */
    public Optional<About> bot(BotId bot) {
        List<RuleView> rules = decisions.rules(Optional.of(bot));
        return store.read(tx -> decisions.overBots().roster().bot(tx, bot).map(view -> {
            LocalDate first = today(tx).minusDays(DAYS - 1L);
            return new About(
                    view,
                    identities(bot),
                    rules,
                    held(tx, tx.credentials().aliveOf(bot)),
                    requests(tx, bot),
                    whole(first, tx.botDays().since(first, bot)));
        }));
    }

    /** Searches the log, as {@link Decisions#log} does. */
    public AuditPage log(LogQuery query) {
        return decisions.log(query);
    }

    private static List<AccessRequest> requests(Transaction tx, BotId bot) {
        return tx.audit().latest(AuditFilter.newest(MOST_ROWS_OF_A_BOT).bot(bot)).stream()
                .flatMap(row -> row.event().request().stream())
                .distinct()
                .limit(MOST_REQUESTS)
                .flatMap(id -> tx.requests().byId(id).stream())
                .sorted(Comparator.comparing(AccessRequest::createdAt).reversed())
                .toList();
    }

    private static List<Held> held(Transaction tx, List<Credential> credentials) {
        return credentials.stream()
                .flatMap(each -> tx.requests().byId(each.request()).map(request -> new Held(each, request)).stream())
                .toList();
    }

    private List<String> identities(BotId bot) {
        return policyFile.current().bot(bot).map(BotEntry::identities).orElse(List.of()).stream()
                .map(Board::words)
                .toList();
    }

    private static String words(Identity identity) {
        if (identity instanceof Identity.ApiKey key) {
            return Counted.things(key.sha256().size(), "API key") + " by hash in the policy";
        }
        if (identity instanceof Identity.Mtls certificate) {
            return "client certificate for " + certificate.san();
        }
        Identity.Tailnet node = (Identity.Tailnet) identity;
        return "tailnet node with "
                + Stream.of(
                                node.hostname().map(name -> "host name " + name),
                                node.nodeId().map(id -> "id " + id),
                                node.tag().map(tag -> "tag " + tag))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(" and "));
    }

    private static List<DayOutcomes> whole(LocalDate first, List<DayOutcomes> busy) {
        Map<LocalDate, DayOutcomes> counted =
                busy.stream().collect(Collectors.toMap(DayOutcomes::day, Function.identity()));
        return first.datesUntil(first.plusDays(DAYS))
                .map(day -> counted.getOrDefault(day, DayOutcomes.quiet(day)))
                .toList();
    }

    private static LocalDate today(Transaction tx) {
        return LocalDate.ofInstant(tx.now(), ZoneOffset.UTC);
    }
}
