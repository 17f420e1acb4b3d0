package botcreds.broker.github;

import botcreds.broker.model.BotUser;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** GitHub over its REST API, signed in as the App. Construction makes no call. Thread-safe. */
public final class AppGitHub implements GitHub, AutoCloseable {
    /** How many repositories of one request are asked about at a time. */
    private static final int PARALLEL_QUESTIONS = 8;

    private final ExecutorService questions = Executors.newFixedThreadPool(PARALLEL_QUESTIONS, daemons("github-ask"));
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2, daemons("github-later"));

    private final Wire wire;
    private final KeyRing keys;
    private final RepositoryIds ids;
    private final Preflights preflights;
    private final Minting minting;
    private final Revoker revoker;
    private final BotUsers botUsers;
    private final DeployKeyMaking deployKeys;
    private final PushLook pushes;
    private final PullRequests pullRequests;
    private final Budgets budgets;

    public AppGitHub(Endpoint endpoint, AppIdentity app, InstantSource clock) {
        this(endpoint, app, clock, CallObserver.NOBODY);
    }

    /** @param observer hears of every call */
    public AppGitHub(Endpoint endpoint, AppIdentity app, InstantSource clock, CallObserver observer) {
        this(endpoint, app, clock, observer, System::nanoTime);
    }

    AppGitHub(Endpoint endpoint, AppIdentity app, InstantSource clock, LongSupplier nanos) {
        this(endpoint, app, clock, CallObserver.NOBODY, nanos);
    }

    /** @param nanos the monotonic clock, for what is waited for and remembered */
    private AppGitHub(
            Endpoint endpoint, AppIdentity app, InstantSource clock, CallObserver observer, LongSupplier nanos) {
        this.wire = new Wire(endpoint, new Limits(clock, nanos), new Observing(observer, nanos));
        this.keys = new KeyRing(app.keys());
        AppJwt jwt = new AppJwt(app.appId(), keys, clock);
        AppCalls calls = new AppCalls(wire, jwt);
        Advice advice = new Advice(endpoint.web());
        Refusals refusals = new Refusals(advice);
        TokenCreation creation = new TokenCreation(wire, calls);
        Installations installations = new Installations(calls, jwt, advice, nanos);
        this.revoker = new Revoker(wire, jwt, later, nanos);
        this.ids = new RepositoryIds(creation, jwt, revoker, refusals, nanos);
        this.preflights = new Preflights(installations, ids, refusals, advice, questions);
        this.budgets = new Budgets(wire, later, clock, nanos);
        this.minting = new Minting(creation, jwt, revoker, refusals, installations, ids, budgets);
        RepositoryKeeper keeper = new RepositoryKeeper(creation, wire, jwt, revoker, refusals, installations);
        this.deployKeys = new DeployKeyMaking(keeper, jwt, app.appId());
        this.pushes = new PushLook(keeper, jwt);
        this.pullRequests = new PullRequests(keeper, jwt);
        this.botUsers = new BotUsers(calls, wire, advice, endpoint.web(), later, nanos);
    }

    /** What signs, and where other keys go. */
    public KeyRing keys() {
        return keys;
    }

    @Override
    public Preflight preflight(Scope scope, Runnable beforeLookup) {
        return preflights.of(scope, beforeLookup);
    }

    @Override
    public Mint mint(MintOrder order) {
        return minting.mint(order);
    }

    @Override
    public Revocation revoke(Secret token) {
        return revoker.revoke(token);
    }

    @Override
    public Mint addDeployKey(DeployKeyOrder order) {
        return deployKeys.make(order);
    }

    @Override
    public Revocation removeDeployKey(RepositoryPlace place, long keyId) {
        return deployKeys.remove(place, keyId);
    }

    @Override
    public OurKeys deployKeys(RepositoryPlace place) {
        return deployKeys.ours(place);
    }

    @Override
    public Comparison compare(RepositoryPlace place, String base, String head) {
        return pushes.compare(place, base, head);
    }

    @Override
    public CheckRun.Reported report(RepositoryPlace place, CheckRun run) {
        return pushes.report(place, run);
    }

    @Override
    public PullRequest.Found pullRequest(RepositoryPlace place, String head) {
        return pullRequests.find(place, head);
    }

    @Override
    public PullRequest.Found pullRequest(RepositoryPlace place, long number) {
        return pullRequests.find(place, number);
    }

    @Override
    public PullRequest.Found open(RepositoryPlace place, PullRequest wanted) {
        return pullRequests.open(place, wanted);
    }

    @Override
    public Optional<BotUser> botUser() {
        return botUsers.get();
    }

    @Override
    public List<InstallationBudget> budgets() {
        return budgets.all();
    }

    @Override
    public void know(Repository repository, long id) {
        ids.know(repository, id);
    }

    /** Tries once more to revoke what is still to be revoked, and stops. */
    @Override
    public void close() {
        later.shutdownNow();
        revoker.close();
        questions.shutdownNow();
        wire.close();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
