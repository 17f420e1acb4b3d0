package botcreds.broker;

import botcreds.broker.access.Access;
import botcreds.broker.github.AppGitHub;
import botcreds.broker.github.AppIdentity;
import botcreds.broker.github.AppKey;
import botcreds.broker.github.AuditLog;
import botcreds.broker.github.Endpoint;
import botcreds.broker.http.ApiServlet;
import botcreds.broker.http.OpsServlet;
import botcreds.broker.http.Parked;
import botcreds.broker.http.PushWebhook;
import botcreds.broker.identity.BearerKeys;
import botcreds.broker.identity.Callers;
import botcreds.broker.identity.Claim;
import botcreds.broker.identity.ClientCertificates;
import botcreds.broker.identity.Connection;
import botcreds.broker.identity.TailnetNodes;
import botcreds.broker.identity.Whois;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.RandomIds;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.settings.GitHubSettings;
import botcreds.broker.settings.ListenAddress;
import botcreds.broker.settings.Settings;
import botcreds.broker.settings.StoreSettings;
import botcreds.broker.settings.WebhookSettings;
import botcreds.broker.slack.SlackEdge;
import botcreds.broker.slack.SlackSettings;
import botcreds.broker.store.SealKeys;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreConfig;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.watch.AnchorFile;
import botcreds.broker.watch.Watch;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every room, wired by hand and started from the ground up: policy and database at once (each takes a good part of the
 * start), then GitHub, access, the edges, and last the doors. Closing goes the other way.
 */
final class House implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(House.class);
    /** A little more than the API reads, so that its own, better worded refusal comes first. */
    private static final long MOST_API_BYTES = 80 * 1024;

    private static final long MOST_SLACK_BYTES = 256 * 1024;
    private static final long MOST_OPS_BYTES = 1024;
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final int CLICK_THREADS = 8;
    private static final int MOST_CLICKS_WAITING = 1000;

    private final PolicyKept policy;
    private final PolicyFile policyFile;
    private final Store store;
    private final AppGitHub gitHub;
    private final Optional<AuditLog> auditLog;
    private final Watch watch;
    private final SigningKeys keys;
    private final Settings settings;
    private final SlackSecrets slackSecrets;
    private final Access access;
    private final Outward outward;
    private final ExecutorService clicks;
    private final SlackEdge slack;
    private final Backups backups;
    private final WebServer server;

    private House(
            Settings settings,
            PolicyKept policy,
            Optional<Tls> tls,
            Store store,
            AppGitHub gitHub,
            SigningKeys keys,
            Watch watch,
            Clock clock) {
        this.policy = policy;
        policyFile = policy.file();
        this.gitHub = gitHub;
        this.store = store;
        this.keys = keys;
        this.settings = settings;
        this.watch = watch;
        auditLog = settings.github()
                .auditLog()
                .map(log -> new AuditLog(endpoint(settings.github()), log.owner(), log.token(), clock, watch.gitHub()));
        auditLog.ifPresent(log -> watch.askGitHub(log::useOf));
        access = new Access(store, policyFile, gitHub, new RandomIds(clock));
        outward = new Outward(settings, clock);
        clicks = new ThreadPoolExecutor(
                CLICK_THREADS, CLICK_THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MOST_CLICKS_WAITING));
        slack = new SlackEdge(
                slack(settings),
                access.decisions(),
                access.overview(),
                access.reviews(),
                access.loginAnswers(),
                access.browsers(),
                clock,
                clicks);
        slackSecrets = new SlackSecrets(store, access.alerts());
        server = server(settings, tls, clock);
        backups = new Backups(settings.store(), store);
    }

    /** @param keys have looked into the key of these settings */
    static House start(Settings settings, SigningKeys keys, Clock clock) throws Exception {
        CompletableFuture<Store> opening = CompletableFuture.supplyAsync(() -> store(settings.store(), clock));
        PolicyKept policy;
        AppGitHub gitHub;
        // Its classes load while the database opens.
        Watch watch = new Watch(version(), clock);
        watch.keepAudit(
                new AnchorFile(settings.store().data()), settings.store().auditKeep());
        Optional<Tls> tls;
        try {
            tls = settings.tls().isPresent()
                    ? Optional.of(new Tls(settings.tls().get()))
                    : Optional.empty();
            gitHub = gitHub(settings.github(), keys.keys(), watch, clock);
            policy = PolicyKept.open(settings, () -> opened(opening, settings.store()), gitHub, clock);
            refuseBotAsHuman(settings, policy.file().current());
        } catch (NotStartable wrong) {
            opening.whenComplete((store, failed) -> Optional.ofNullable(store).ifPresent(Store::close))
                    .exceptionally(failed -> null)
                    .join();
            throw wrong;
        }
        House house = new House(settings, policy, tls, opened(opening, settings.store()), gitHub, keys, watch, clock);
        try {
            house.open();
        } catch (Exception fault) {
            house.close();
            throw fault;
        }
        return house;
    }

    /** A principal is a bot or a human, never both: a key that is both could approve what it asks for. */
    private static void refuseBotAsHuman(Settings settings, Policy policy) throws NotStartable {
        Optional<BotId> bot =
                settings.adminToken().flatMap(token -> policy.botByApiKey(BearerKeys.sha256(token.reveal())));
        if (bot.isPresent()) {
            throw new NotStartable(
                    "BOTCREDS_ADMIN_TOKEN",
                    new IllegalArgumentException("it is also the API key of " + bot.get() + "; make another one"));
        }
    }

    private void open() throws Exception {
        Joining.join(store, settings.github(), policyFile.current());
        watch.start(store, policyFile, access.alerts(), gitHub.keys()::fingerprints, gitHub::budgets, access::isOnDuty);
        access.alsoOnNews(slack::refresh);
        access.start(slack.announcer());
        access.callOut(outward.webhooks(), outward.courier());
        outward.warnOf(policyFile.current());
        access.policyEvents().alsoOnChange(() -> outward.warnOf(policyFile.current()));
        access.recordStart();
        policyFile.reportTo(access.policyEvents());
        policyFile.watch();
        access.pushes().alsoTell(policy::pushed);
        keys.watch(settings.github().keyFiles(), gitHub.keys(), access.appKeyEvents());
        slackSecrets.watch(settings.slack(), slack);
        try {
            server.start();
        } catch (BindException taken) {
            throw new NotStartable(
                    "BOTCREDS_API_LISTEN, BOTCREDS_SLACK_LISTEN, BOTCREDS_OPS_LISTEN, BOTCREDS_DASHBOARD_LISTEN",
                    taken);
        }
        slack.start();
        backups.start();
    }

    /** Answers who waits, closes the doors, lets work under way finish, and closes the database last. */
    @Override
    public void close() {
        quietly("the listeners", server);
        quietly("backups", backups);
        quietly("Slack", slack);
        clicks.shutdown();
        quietly("access", access);
        quietly("the watch", watch);
        quietly("the policy", policyFile);
        auditLog.ifPresent(log -> quietly("GitHub's audit log", log));
        quietly("the App's keys", keys);
        quietly("Slack's secrets", slackSecrets);
        quietly("GitHub", gitHub);
        quietly("the database", store);
    }

    private WebServer server(Settings settings, Optional<Tls> tls, Clock clock) {
        Callers<BotId> bots = new Callers<>(
                new BearerKeys<>(List.of(botKeys(settings))),
                otherProofs(settings, clock),
                access::keyExposed,
                System::nanoTime);
        HumanKeys humanKeys = new HumanKeys(settings.adminToken(), access.tokenHolders(), slack);
        Callers<Human> humans =
                new Callers<>(new BearerKeys<>(humanKeys.places()), List.of(), (human, from) -> {}, System::nanoTime);
        Parked parked = new Parked(bots);
        WebServer web = new WebServer();
        ApiServlet api = new ApiServlet(
                bots,
                humans,
                access.grants(),
                access.decisions(),
                access.logins(),
                access.tokenHolders(),
                access.browsers(),
                parked,
                settings.github().webUrl(),
                outward.rules(),
                clock);
        api.tellRefusals(watch::refused);
        web.site("api", settings.listen().api(), MOST_API_BYTES, tls).add("/*", api);
        settings.listen().slack().ifPresent(address -> outside(web, address, settings.webhooks()));
        DashboardDoor.open(web, settings.listen(), access, humanKeys, clock);
        web.site("ops", settings.listen().ops(), MOST_OPS_BYTES)
                .add(
                        "/*",
                        new OpsServlet(
                                checks(), Map.of("policy", policy::freshness, "nodes", watch::nodes), watch::metrics));
        addMetrics(parked, clock);
        web.beforeStop(() -> drain(parked));
        access.policyEvents().alsoOnChange(parked::recheck);
        access.botKeys().onEnd(parked::recheck);
        return web;
    }

    /** An edit of the policy may list the administrator's token as a bot's key; it is none. */
    private Function<String, Optional<BotId>> botKeys(Settings settings) {
        Function<String, Optional<BotId>> keys = access.botKeys()::byHash;
        return settings.adminToken()
                .map(token -> BearerKeys.except(token, keys))
                .orElse(keys);
    }

    /** What proves a bot besides its key. */
    private List<Function<Connection, Claim<BotId>>> otherProofs(Settings settings, Clock clock) {
        List<Function<Connection, Claim<BotId>>> proofs = new ArrayList<>();
        proofs.add(new ClientCertificates(san -> policyFile.current().botBySan(san)));
        settings.tailscaleSocket()
                .map(socket -> new Whois(socket, clock, System::nanoTime))
                .ifPresent(whois -> proofs.add(
                        new TailnetNodes(whois, () -> policyFile.current().bots())));
        return proofs;
    }

    /** What is called from outside. In Socket Mode Slack does not, and without a webhook there is no address either. */
    private void outside(WebServer web, ListenAddress address, WebhookSettings webhooks) {
        // The servlet for Slack has its own, smaller limit.
        long mostBytes = webhooks.gitHubSecret().isPresent() ? PushWebhook.MOST_BYTES : MOST_SLACK_BYTES;
        WebServer.Site site = web.site("slack", address, mostBytes);
        slack.servlet().ifPresent(servlet -> site.add("/slack/events", servlet));
        webhooks.gitHubSecret()
                .ifPresent(secret -> site.add("/github/webhook", new PushWebhook(secret, access.pushes())));
    }

    private Map<String, Supplier<Optional<String>>> checks() {
        return Map.of(
                "database",
                () -> store.isHealthy()
                        ? Optional.empty()
                        : Optional.of("cannot be written; nothing is issued until it can"));
    }

    private void addMetrics(Parked parked, Clock clock) {
        watch.add(
                "botcreds_policy_stale_seconds",
                "For how long the branch has not confirmed the policy that counts; 0 for a file.",
                () -> policy.staleSeconds(clock));
        slack.gauges().forEach((name, value) -> watch.add(name, "See the manual, operations.md.", value));
        watch.add(
                "botcreds_app_keys",
                "Keys of the App that are set.",
                () -> gitHub.keys().fingerprints().size());
        watch.add("botcreds_app_key_place", "Which of them signs; 1 is the first.", gitHub.keys()::place);
        watch.add(
                "botcreds_app_key_reload_success",
                "0 while the key file on disk is refused.",
                () -> keys.areGood() ? 1 : 0);
        watch.add(
                "botcreds_older_seals",
                "Living credentials that another seal key than the first has sealed.",
                access::olderSeals);
        watch.add("botcreds_parked_polls", "Long-polls of bots that wait.", parked::count);
        watch.add("botcreds_store_healthy", "1 while the database can be written.", () -> store.isHealthy() ? 1 : 0);
        watch.add("botcreds_nodes", "Brokers that share the database.", access::nodes);
        watch.add("botcreds_on_duty", "1 on the node that tells, reminds and ends.", () -> access.isOnDuty() ? 1 : 0);
        watch.add("botcreds_audit_write_failures_total", "Failed commits and looks at the database.", () ->
                (double) store.writeFailures());
    }

    private static void drain(Parked parked) {
        try {
            if (!parked.drain(DRAIN)) {
                LOG.warn("Not every waiting bot could be told that the broker stops.");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    static Store store(StoreSettings settings, Clock clock) {
        Path data = settings.data();
        try {
            Files.createDirectories(
                    data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (java.io.IOException unwritable) {
            throw new StoreUnavailable("BOTCREDS_DATA cannot be made: " + data, unwritable);
        }
        return Store.open(StoreConfig.of(settings.jdbcUrl().reveal()), clock, sealKeys(settings));
    }

    static SealKeys sealKeys(StoreSettings settings) {
        List<byte[]> set = settings.sealKeyBytes();
        return set.isEmpty() ? SealKeys.readOrCreate(settings.sealKeyFile()) : SealKeys.of(set);
    }

    private static Store opened(CompletableFuture<Store> opening, StoreSettings settings) throws NotStartable {
        try {
            return opening.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof StoreUnavailable unavailable) {
                throw settings.databaseUrl().isPresent()
                        ? NotStartable.yet("BOTCREDS_DATABASE_URL", unavailable)
                        : new NotStartable("BOTCREDS_DATA", unavailable);
            }
            throw failed;
        }
    }

    private static AppGitHub gitHub(GitHubSettings settings, List<AppKey> keys, Watch watch, Clock clock) {
        AppIdentity app = new AppIdentity(Long.toString(settings.appId()), keys);
        return new AppGitHub(endpoint(settings), app, clock, watch.gitHub());
    }

    private static Endpoint endpoint(GitHubSettings settings) {
        return Endpoint.of(settings.apiUrl(), settings.webUrl());
    }

    /** As the jar's manifest tells it. */
    static String version() {
        return Optional.ofNullable(House.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }

    private static SlackSettings slack(Settings settings) {
        return new SlackSettings(
                settings.slack().botToken(),
                settings.slack().signingSecret(),
                settings.slack().appToken(),
                settings.slack().apiUrl().toString());
    }

    private static void quietly(String what, AutoCloseable room) {
        try {
            room.close();
        } catch (Exception fault) {
            LOG.error("{} did not close cleanly.", what, fault);
        }
    }

    /** The doors that are open, for the log line that says ready. */
    @Override
    public String toString() {
        return "ready: " + server + "; policy " + policyFile.current().digest().substring(0, 12) + "; signs with "
                + gitHub.keys().signing() + " (1 of "
                + gitHub.keys().fingerprints().size() + " keys)";
    }
}
