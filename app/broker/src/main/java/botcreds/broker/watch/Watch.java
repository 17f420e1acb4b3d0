package botcreds.broker.watch;

import botcreds.broker.errands.Alerts;
import botcreds.broker.github.CallObserver;
import botcreds.broker.github.InstallationBudget;
import botcreds.broker.github.TokenUse;
import botcreds.broker.model.AuditEvent.Recorded;
import botcreds.broker.model.BotId;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room put together. Made before the rooms it watches, because GitHub's observer is needed first; {@link #start} ties the
 * rest. Counters live as long as the process. Thread-safe once started.
 */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** What may be told a minute later, or costs a write. */
    private static final int JUDGE_EVERY_LOOKS = 12;
    /** Of not_installed, permission_not_granted and their like. */
    private static final int NOT_POSSIBLE = 422;

    private final Meters meters;
    private final GitHubMeter gitHub;
    private final InstantSource clock;
    private final Duration lookEvery;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(look -> {
        Thread thread = new Thread(look, "watch");
        thread.setDaemon(true);
        return thread;
    });
    private Optional<AnchorFile> anchorFile = Optional.empty();
    private Optional<Duration> keep = Optional.empty();
    private Optional<UseLooks> gitHubsLog = Optional.empty();
    private @Nullable Anchors anchors;
    private @Nullable Pruning pruning;
    private volatile Optional<Refusing> refusing = Optional.empty();
    private @Nullable Feed feed;
    private volatile @Nullable Condition condition;
    private long looked;

    /** @param version as it is shown to monitoring */
    public Watch(String version, InstantSource clock) {
        this(version, clock, LOOK);
    }

    /** The same, looking at another pace. For tests that wait for what a look finds. */
    Watch(String version, InstantSource clock, Duration lookEvery) {
        this.lookEvery = lookEvery;
        this.meters = new Meters(version);
        this.gitHub = new GitHubMeter(meters, clock);
        this.clock = clock;
    }

    /** Whom to tell of calls to GitHub. */
    public CallObserver gitHub() {
        return gitHub;
    }

    /**
     * Adds a metric that something else keeps; it is read on the thread of whoever asks for the metrics, so it must be at hand.
     *
     * @param name as Prometheus sees it; a counter's ends with {@code _total}
     */
    public void add(String name, String help, DoubleSupplier value) {
        if (name.endsWith("_total")) {
            CounterWithCallback.builder()
                    .name(name)
                    .help(help)
                    .callback(counter -> counter.call(value.getAsDouble()))
                    .register(meters.registry());
        } else {
            GaugeWithCallback.builder()
                    .name(name)
                    .help(help)
                    .callback(gauge -> gauge.call(value.getAsDouble()))
                    .register(meters.registry());
        }
    }

    /** How many brokers share the database, and which of them differ from this one; empty where none can. */
    public Optional<String> nodes() {
        Condition seen = condition;
        return seen == null ? Optional.empty() : seen.nodes();
    }

    /** All metrics in Prometheus's text format 0.0.4; asks nobody but what was added. */
    public String metrics() {
        return meters.text();
    }

    /**
     * Says how the audit log is kept; before {@link #start}.
     *
     * @param file where its anchors go
     * @param age  how old its rows may get; empty for ever
     */
    public void keepAudit(AnchorFile file, Optional<Duration> age) {
        anchorFile = Optional.of(file);
        keep = age;
    }

    /** Where to ask whether a token was used, by the base64 of its SHA-256; before {@link #start}. */
    public void askGitHub(Function<String, TokenUse> useOf) {
        gitHubsLog = Optional.of(new UseLooks(useOf, clock));
    }

    /**
     * Begins to watch.
     *
     * @param keys    tells the fingerprints of the App's keys
     * @param budgets what GitHub leaves each installation; at hand
     * @param onDuty  whether this node is the one of several that tells what all of them see
     */
    public void start(
            Store store,
            PolicyFile policyFile,
            Alerts alerts,
            Supplier<List<String>> keys,
            Supplier<List<InstallationBudget>> budgets,
            BooleanSupplier onDuty) {
        BotLabels bots = new BotLabels(policyFile);
        Bell bell = new Bell(store, alerts, meters, onDuty);
        EventCounts counts = new EventCounts(meters, bots, store);
        NewRepositories repositories = new NewRepositories(store, policyFile, bots, bell);
        Pace pace = new Pace(policyFile, bots, bell);
        refusing = Optional.of(new Refusing(bots, pace));
        Untouched untouched = new Untouched(store, policyFile, bots, bell, meters, gitHubsLog);
        Feed appended = new Feed(
                rows -> {
                    read(rows, List.of(counts::count, repositories::look, untouched::lookAtOwn));
                    read(rows.stream().map(Recorded::brief).toList(), List.of(pace::look, untouched::look));
                },
                rows -> read(rows, List.of(pace::look, untouched::look)),
                meters.eventsLost::inc);
        feed = appended;
        Condition seen = new Condition(store, policyFile, bots, gitHub, keys, budgets, bell, meters);
        condition = seen;
        Anchors noted = new Anchors(store, alerts, anchorFile);
        anchors = noted;
        Patrol patrol = new Patrol(store, appended::newest, noted, bell, meters, clock.instant());
        seen.introduce();
        appended.start();
        store.onAppended(appended::take);
        store.onElsewhere(appended::takeElsewhere);
        var unused = looks.scheduleWithFixedDelay(
                () -> lookSafely(seen, patrol, bell),
                lookEvery.toMillis(),
                lookEvery.toMillis(),
                TimeUnit.MILLISECONDS);
        gitHubsLog.ifPresent(UseLooks::start);
        keep.ifPresent(age -> {
            pruning = new Pruning(store, alerts, bell, age);
            pruning.start();
        });
    }

    private record Refusing(BotLabels bots, Pace pace) {}

    /**
     * Counts an ask that ended at once without a credential; some of them leave no row in the audit log.
     *
     * @param status of HTTP, 400 to 599
     */
    public void refused(BotId bot, int status) {
        refusing.ifPresent(each -> {
            meters.refusals
                    .labelValues(each.bots().of(bot), Integer.toString(status))
                    .inc();
            if (status == NOT_POSSIBLE) {
                looks.execute(() -> each.pace().refused(bot, clock.instant()));
            }
        });
    }

    /** Notes where the audit log ends, for which the database must still be there. */
    @Override
    public void close() {
        if (pruning != null) {
            pruning.close();
        }
        gitHubsLog.ifPresent(UseLooks::close);
        looks.shutdown();
        try {
            if (anchors != null && looks.awaitTermination(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                anchors.stop(clock.instant());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        looks.shutdownNow();
        if (feed != null) {
            feed.close();
        }
    }

    /** Each reader gets the rows whatever became of the others. */
    private static <T> void read(List<T> rows, List<Consumer<List<T>>> readers) {
        for (Consumer<List<T>> reader : readers) {
            try {
                reader.accept(rows);
            } catch (StoreUnavailable away) {
                LOG.warn("The database is away; {} rows of the audit log were not watched in full.", rows.size());
            }
        }
    }

    private void lookSafely(Condition condition, Patrol patrol, Bell bell) {
        try {
            condition.look();
            patrol.look(clock.instant());
            if (looked++ % JUDGE_EVERY_LOOKS == 0) {
                condition.judge(clock.instant());
                bell.tellKeptBack();
                bell.forget();
            }
        } catch (StoreUnavailable away) {
            LOG.warn("The database is away; the gauges show what was read last.");
        } catch (RuntimeException fault) {
            // A schedule ends with the first exception, and then nobody would look any more.
            LOG.error("A look at the broker's condition failed; the next one tries again.", fault);
        }
    }
}
