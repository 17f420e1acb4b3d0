package botcreds.broker.access;

import botcreds.broker.github.CheckRun;
import botcreds.broker.github.Code;
import botcreds.broker.github.Comparison;
import botcreds.broker.github.DeployKeyOrder;
import botcreds.broker.github.GitHub;
import botcreds.broker.github.InstallationBudget;
import botcreds.broker.github.Mint;
import botcreds.broker.github.MintOrder;
import botcreds.broker.github.OurKeys;
import botcreds.broker.github.Preflight;
import botcreds.broker.github.PullRequest;
import botcreds.broker.github.RepositoryPlace;
import botcreds.broker.github.Revocation;
import botcreds.broker.model.BotUser;
import botcreds.broker.model.DeployKey;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A GitHub in memory, with a ledger of what was minted and revoked, that a test can make fail. Thread-safe. */
public final class PretendGitHub implements GitHub {
    public final List<MintOrder> mints = new CopyOnWriteArrayList<>();
    /** The deploy keys that are there, by id. */
    public final ConcurrentHashMap<Long, RequestId> keys = new ConcurrentHashMap<>();

    public final List<Secret> revoked = new CopyOnWriteArrayList<>();
    public volatile Optional<Mint> nextMint = Optional.empty();
    public volatile Optional<Preflight> nextPreflight = Optional.empty();
    public volatile boolean revokes = true;
    public volatile List<InstallationBudget> budgets = List.of();
    /** Runs while GitHub is minting, as someone else's doing would. */
    public volatile Runnable meanwhile = () -> {};

    private final Clock clock;
    private final AtomicInteger tokens = new AtomicInteger();
    private final ConcurrentHashMap<Repository, Long> ids = new ConcurrentHashMap<>();
    private final AtomicInteger nextId = new AtomicInteger(100);

    public PretendGitHub(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Preflight preflight(Scope scope, Runnable beforeLookup) {
        return nextPreflight.orElseGet(() -> {
            if (!ids.keySet().containsAll(scope.repositories())) {
                beforeLookup.run();
            }
            return new Preflight.Ready(
                    7, scope.repositories().stream().map(this::id).toList(), scope);
        });
    }

    @Override
    public Mint mint(MintOrder order) {
        mints.add(order);
        meanwhile.run();
        Optional<Mint> prepared = nextMint;
        Supplier<Mint> minted = () -> new Mint.Minted(
                Secret.of("ghs_7_pretend" + tokens.incrementAndGet() + ".a-b.c"),
                clock.instant().plus(Duration.ofHours(1)),
                Optional.empty());
        nextMint = Optional.empty();
        return prepared.orElseGet(minted);
    }

    @Override
    public Revocation revoke(Secret token) {
        if (!revokes) {
            return new Revocation.Later(Duration.ofSeconds(1));
        }
        revoked.add(token);
        return new Revocation.Dead();
    }

    @Override
    public Mint addDeployKey(DeployKeyOrder order) {
        Optional<Mint> prepared = nextMint;
        nextMint = Optional.empty();
        return prepared.orElseGet(() -> {
            long id = nextId.incrementAndGet();
            keys.put(id, order.request());
            return new Mint.Minted(
                    order.secret(),
                    Instant.MAX,
                    Optional.of(new DeployKey(id, order.publicKey().line(), order.readOnly())));
        });
    }

    @Override
    public Revocation removeDeployKey(RepositoryPlace place, long keyId) {
        if (!revokes) {
            return new Revocation.Later(Duration.ofSeconds(1));
        }
        keys.remove(keyId);
        return new Revocation.Dead();
    }

    @Override
    public OurKeys deployKeys(RepositoryPlace place) {
        return new OurKeys.Listed(keys.entrySet().stream()
                .map(each -> new OurKeys.Key(each.getKey(), Optional.of(each.getValue())))
                .toList());
    }

    @Override
    public Comparison compare(RepositoryPlace place, String base, String head) {
        return new Comparison.Nothing();
    }

    @Override
    public CheckRun.Reported report(RepositoryPlace place, CheckRun run) {
        return CheckRun.Reported.NOT_ALLOWED;
    }

    @Override
    public PullRequest.Found pullRequest(RepositoryPlace place, String head) {
        return new PullRequest.None();
    }

    @Override
    public PullRequest.Found pullRequest(RepositoryPlace place, long number) {
        return new PullRequest.None();
    }

    @Override
    public PullRequest.Found open(RepositoryPlace place, PullRequest wanted) {
        return new PullRequest.Unavailable(Duration.ofSeconds(1), "no pull requests here");
    }

    @Override
    public Optional<BotUser> botUser() {
        return Optional.of(new BotUser("myapp[bot]", "123+myapp[bot]@users.noreply.github.com"));
    }

    @Override
    public List<InstallationBudget> budgets() {
        return budgets;
    }

    @Override
    public void know(Repository repository, long id) {
        ids.put(repository, id);
    }

    /** Gives a repository another name; its id stays. */
    public void rename(Repository from, Repository to) {
        ids.put(to, ids.remove(from));
    }

    public void refuseNextMint(Code code, String detail) {
        nextMint = Optional.of(new Mint.Refused(code, detail, "mend it"));
    }

    public void beAwayOnce(boolean maybeMinted) {
        nextMint = Optional.of(new Mint.Unavailable(Duration.ofSeconds(3), maybeMinted, "GitHub answered 502"));
    }

    private long id(Repository repository) {
        return ids.computeIfAbsent(repository, unknown -> (long) nextId.incrementAndGet());
    }

    Instant now() {
        return clock.instant();
    }
}
