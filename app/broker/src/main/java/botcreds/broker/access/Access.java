package botcreds.broker.access;

import botcreds.broker.bots.BotAuthority;
import botcreds.broker.bots.BotKeys;
import botcreds.broker.bots.Elevating;
import botcreds.broker.bots.Locking;
import botcreds.broker.bots.Revoking;
import botcreds.broker.bots.Roster;
import botcreds.broker.bots.Rotating;
import botcreds.broker.credentials.AppKeyEvents;
import botcreds.broker.credentials.DeployKeyIssue;
import botcreds.broker.credentials.Discarding;
import botcreds.broker.credentials.FairShares;
import botcreds.broker.credentials.Issuing;
import botcreds.broker.credentials.KeyJanitor;
import botcreds.broker.credentials.Minter;
import botcreds.broker.credentials.Resealing;
import botcreds.broker.credentials.Revoker;
import botcreds.broker.duty.Duty;
import botcreds.broker.errands.Alerts;
import botcreds.broker.errands.Announcer;
import botcreds.broker.errands.BotCall;
import botcreds.broker.errands.BulletinErrands;
import botcreds.broker.errands.Carriers;
import botcreds.broker.errands.Courier;
import botcreds.broker.errands.Details;
import botcreds.broker.errands.Dispatcher;
import botcreds.broker.errands.Posting;
import botcreds.broker.errands.SlackReach;
import botcreds.broker.github.GitHub;
import botcreds.broker.logins.Browsers;
import botcreds.broker.logins.LoginAnswers;
import botcreds.broker.logins.LoginSecrets;
import botcreds.broker.logins.Logins;
import botcreds.broker.logins.TokenHolders;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.FreshKey;
import botcreds.broker.model.Ids;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.pushes.PushJudging;
import botcreds.broker.pushes.Pushes;
import botcreds.broker.requests.Authority;
import botcreds.broker.requests.Views;
import botcreds.broker.requests.Waiters;
import botcreds.broker.rules.EffectiveRules;
import botcreds.broker.rules.PolicyEvents;
import botcreds.broker.rules.ReviewRounds;
import botcreds.broker.rules.RuleReviews;
import botcreds.broker.store.Store;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The room put together: {@link #grants()} for bots, {@link #decisions()} for humans, and what runs by itself. */
public final class Access implements AutoCloseable {
    /** About 10 KB each while parked: these fit a heap of 512 MB with room to spare. */
    private static final int MOST_WAITING = 20_000;

    private static final int BACKGROUND_THREADS = 8;

    private final Grants grants;
    private final Decisions decisions;
    private final TokenHolders tokenHolders;
    private final Logins logins;
    private final LoginAnswers loginAnswers;
    private final Browsers browsers;
    private final Board board;
    private final Waiters waiters = new Waiters(MOST_WAITING);
    private final Duty duty;
    private final OtherNodes otherNodes;
    private final Dispatcher dispatcher;
    private final Carriers carriers;
    private final Pushes pushes;
    private final Reaper reaper;
    private final Discarding discarding;
    private final RuleReviews reviews;
    private final PendingRules pendingRules;
    private final ReviewRounds reviewRounds;
    private final Overview overview;
    private final PolicyEvents policyEvents;
    private final AppKeyEvents appKeyEvents;
    private final Resealing resealing;
    private final BotKeys botKeys;
    private final Alerts alerts;
    private final Store store;
    private final PolicyFile policyFile;
    private final ExecutorService background = Executors.newFixedThreadPool(BACKGROUND_THREADS, numbered());

    public Access(Store store, PolicyFile policyFile, GitHub gitHub, Ids ids) {
        this.store = store;
        this.policyFile = policyFile;
        alerts = new Alerts(policyFile, ids);
        Views views = new Views(policyFile);
        Revoker revoker = new Revoker(store, gitHub, alerts, background);
        EffectiveRules rules = new EffectiveRules(store);
        FairShares shares = new FairShares(store, gitHub);
        discarding = new Discarding(store, revoker, waiters, shares);
        Issuing issuing = new Issuing(store, gitHub, policyFile, discarding, waiters, alerts, ids, shares);
        Minter minter = new Minter(store, gitHub, new DeployKeyIssue(store, gitHub), issuing);
        Asking asking = new Asking(store, gitHub, ids, new Renames(store, alerts), rules, shares);
        duty = new Duty(store, System::nanoTime);
        SlackReach slack = new SlackReach();
        carriers = new Carriers(store, duty, new BulletinErrands(store, duty, policyFile, views, slack));
        dispatcher =
                new Dispatcher(store, new Posting(store, views, new Details(policyFile)), duty, slack, carriers::wake);
        Remembering remembering = new Remembering(store, policyFile, ids);
        grants = new Grants(store, policyFile, rules, asking, minter, issuing, revoker, waiters, shares);
        SecureRandom random = new SecureRandom();
        botKeys = new BotKeys(store, policyFile, () -> FreshKey.make("bcb_", random));
        Authority authority = new Authority(policyFile);
        Judging judging = new Judging(authority);
        BotAuthority botAuthority = new BotAuthority(policyFile);
        decisions = new Decisions(
                store,
                policyFile,
                rules,
                judging,
                new Narrowing(policyFile, authority, judging),
                new ApprovingAll(store, authority),
                views,
                remembering,
                revoker,
                waiters,
                dispatcher,
                new Decisions.OverBots(
                        new Revoking(store, authority, revoker, waiters),
                        new Locking(store, policyFile, botAuthority, revoker, waiters, alerts, botKeys),
                        new Elevating(store, policyFile, botAuthority, authority, waiters, revoker, alerts, ids),
                        new Rotating(store, policyFile, botAuthority, botKeys),
                        new Roster(store, policyFile, shares)),
                shares);
        pushes = new Pushes(store, new PushJudging(store, policyFile, gitHub, alerts));
        reaper = new Reaper(
                store,
                policyFile,
                revoker,
                new KeyJanitor(store, gitHub, alerts),
                pushes,
                waiters,
                new Nudging(store, policyFile),
                duty,
                background);
        reviews = new RuleReviews(store, policyFile);
        pendingRules = new PendingRules(store, policyFile, waiters, revoker, alerts, duty);
        reviewRounds = new ReviewRounds(store, policyFile, reviews, alerts, duty);
        overview = new Overview(store, authority, views, reviews);
        tokenHolders = new TokenHolders(store, policyFile, System::nanoTime);
        LoginSecrets loginSecrets = new LoginSecrets();
        logins = new Logins(store, ids, loginSecrets, tokenHolders);
        browsers = new Browsers(store, ids, loginSecrets, decisions::maySee);
        board = new Board(store, policyFile, authority, views, decisions);
        loginAnswers = new LoginAnswers(store, tokenHolders, System::nanoTime);
        policyEvents = new PolicyEvents(store, policyFile, alerts, waiters);
        appKeyEvents = new AppKeyEvents(store, alerts);
        resealing = new Resealing(store, alerts);
        otherNodes = new OtherNodes(store, waiters, dispatcher, botKeys, tokenHolders);
        store.onElsewhere(otherNodes::take);
        store.onToTell(dispatcher::wake);
    }

    /** Starts carrying announcements and ending what is due. */
    public void start(Announcer announcer) {
        duty.start();
        botKeys.start();
        dispatcher.start(announcer);
        reaper.start();
        discarding.start();
        policyEvents.start();
        pendingRules.start();
        reviewRounds.start();
        resealing.start();
    }

    /** Starts calling bots that asked for it, and whoever else the policy names. */
    public void callOut(BotCall calls, Courier courier) {
        duty.start();
        carriers.start(calls, courier);
    }

    /** Ends what is due right now, without waiting for the next round; for tests. */
    void reap() {
        reaper.round();
    }

    /** Asks what became of tokens whose recording failed, without waiting for the next round; for tests. */
    void settle() {
        discarding.round();
    }

    /** Says that this node lives, without waiting for the next beat; for tests. */
    void beat() {
        duty.beat();
    }

    /** Holds the access review if it is due, without waiting for the next round; for tests. */
    void reviewIfDue() {
        reviewRounds.round();
    }

    /** Asks how the pull requests of rules stand that count meanwhile, without waiting for the next round; for tests. */
    void lookAtPendingRules() {
        pendingRules.round();
    }

    public Grants grants() {
        return grants;
    }

    public Decisions decisions() {
        return decisions;
    }

    /** Where GitHub's word of a push goes. */
    public Pushes pushes() {
        return pushes;
    }

    /** Another look at remembered rules, for humans. */
    public RuleReviews reviews() {
        return reviews;
    }

    /** What a human wants to see at a glance. */
    public Overview overview() {
        return overview;
    }

    /** How terminals ask to be signed in. */
    public Logins logins() {
        return logins;
    }

    /** How humans answer that. */
    public LoginAnswers loginAnswers() {
        return loginAnswers;
    }

    /** Who is signed in to the dashboard. */
    public Browsers browsers() {
        return browsers;
    }

    /** What the dashboard shows. */
    public Board board() {
        return board;
    }

    /** Who is signed in from a terminal. */
    public TokenHolders tokenHolders() {
        return tokenHolders;
    }

    /** The API keys of bots: whose they are, and making new ones. */
    public BotKeys botKeys() {
        return botKeys;
    }

    /** How humans hear of what they did not ask for. */
    public Alerts alerts() {
        return alerts;
    }

    /** What to tell the policy file's watcher. */
    public PolicyEvents policyEvents() {
        return policyEvents;
    }

    /** What to tell when the App's keys change. */
    public AppKeyEvents appKeyEvents() {
        return appKeyEvents;
    }

    /** How many living credentials another seal key than the first has sealed; for metrics. */
    public int olderSeals() {
        return resealing.older();
    }

    /** Seals anew what is to be, without waiting for the next round; for tests. */
    void reseal() {
        resealing.round();
    }

    /** Has something run whenever another node has done something; on a thread that it must not hold. */
    public void alsoOnNews(Runnable other) {
        otherNodes.alsoOnNews(other);
    }

    /** Whether this node is the one of several that does what must be done once. */
    public boolean isOnDuty() {
        return duty.isHeld();
    }

    /** How many nodes share the database; for metrics. */
    public int nodes() {
        return duty.livingNodes();
    }

    /** How many polls are parked; for metrics. */
    public int waiting() {
        return waiters.count();
    }

    /** How many announcements wait to be carried; for tests. */
    public int outboxDepth() {
        return dispatcher.depth();
    }

    /** Writes into the audit log which policy the broker started with. */
    public void recordStart() {
        store.writeNow(tx -> {
            tx.audit()
                    .append(AuditEvent.of(
                            AuditEvent.Type.BROKER_STARTED,
                            policyFile
                                    .origin()
                                    .map(origin -> Map.of(
                                            "policy_hash",
                                            policyFile.current().digest(),
                                            "policy_commit",
                                            origin.commit()))
                                    .orElseGet(() -> Map.of(
                                            "policy_hash", policyFile.current().digest()))));
            return true;
        });
    }

    /** Writes into the audit log that a bot sent its live key where servers and proxies log it. */
    public void keyExposed(BotId bot, String clientIp) {
        store.writeNow(tx -> {
            tx.audit()
                    .append(new AuditEvent(
                            AuditEvent.Type.KEY_EXPOSED,
                            Optional.of(bot),
                            Optional.empty(),
                            new TreeMap<>(
                                    Map.of("client_ip", clientIp, "detail", "the key came in a URL; rotate it"))));
            return true;
        });
    }

    /** Stops what runs by itself; what is under way finishes, what is due waits in the database. */
    @Override
    public void close() {
        pendingRules.close();
        reviewRounds.close();
        resealing.close();
        botKeys.close();
        reaper.close();
        discarding.close();
        policyEvents.close();
        carriers.close();
        dispatcher.close();
        background.shutdown();
        try {
            if (!background.awaitTermination(15, TimeUnit.SECONDS)) {
                background.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            background.shutdownNow();
            Thread.currentThread().interrupt();
        }
        duty.close();
    }

    private static java.util.concurrent.ThreadFactory numbered() {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "background-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
