package botcreds.sandbox.github;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A GitHub on a loopback port: one App, its installations, real repositories. Each start makes a new world in a fresh
 * folder below the data directory and a new key for the App; nothing is read back. Safe for many threads.
 */
public final class SandboxGitHub implements AutoCloseable {
    private final Server server;
    private final URI url;
    private final SandboxApp app;
    private final AppSettings appSettings = new AppSettings();
    private final AppJwt jwt;
    private final Map<String, PublicKey> keys = new ConcurrentHashMap<>();
    private final SandboxClock clock;
    private final Accounts accounts;
    private final Repositories repositories;
    private final Installations installations;
    private final Tokens tokens;
    private final DeployKeys deployKeys;
    private final PullRequestEndpoints pullRequests;
    private final Ledger ledger;
    private final RateLimits limits;
    private final Faults faults = new Faults();
    private final String auditToken = "ghp_" + UUID.randomUUID().toString().replace("-", "");

    private SandboxGitHub(Path dataDir, Options options) throws IOException {
        HermeticGit.use();
        Files.createDirectories(dataDir);
        KeyPair key = AppKey.generate();
        clock = new SandboxClock(options.clock());
        app = app(dataDir, options, key);
        accounts = new Accounts(new Account(app.botUserId(), app.botLogin(), Account.BOT));
        repositories = new Repositories(accounts, clock, Files.createTempDirectory(dataDir, "git-"));
        installations = new Installations(clock);
        tokens = new Tokens(clock, new TokenLook(app.id()), options.stateless());
        deployKeys = new DeployKeys(clock);
        pullRequests = new PullRequestEndpoints(app, clock);
        ledger = new Ledger(options.ledgerCapacity());

        server = new Server(threads());
        ServerConnector connector = connector(options.port());
        // The port is taken before the handlers are made, because what git's webhook sends names it.
        connector.open();
        url = URI.create("http://127.0.0.1:" + connector.getLocalPort());

        jwt = new AppJwt(app.id(), app.clientId(), key.getPublic(), clock);
        keys.put(app.privateKeyPem(), key.getPublic());
        limits = new RateLimits(options.hourlyLimit(), clock);
        Guard guard = new Guard(jwt, tokens, installations, limits);
        PushWebhook webhook = new PushWebhook(options.webhook(), app, url.toString());
        Routes control = new Routes();
        new ControlEndpoints(ledger, faults, clock, tokens).addTo(control);
        Manifests manifests = new Manifests(app, appSettings, accounts, clock);
        Routes routes = routes(guard);
        manifests.addTo(routes);
        server.setHandler(new Front(
                new GitSmartHttp(app, webhook).servlet(),
                clock,
                faults,
                new Rest(routes, repositories, ledger, clock),
                new Pages(manifests, app, appSettings, accounts, installations),
                new Git(new GitGate(guard, repositories), ledger, clock),
                control));
    }

    /**
     * Starts on the port of the options, on 127.0.0.1 only.
     *
     * @throws IOException when the port is taken or the data directory cannot be written
     */
    public static SandboxGitHub start(Path dataDir, Options options) throws IOException {
        SandboxGitHub sandbox = new SandboxGitHub(dataDir, options);
        try {
            sandbox.server.start();
        } catch (Exception e) {
            sandbox.close();
            throw new IOException("the sandbox did not start on " + sandbox.url, e);
        }
        return sandbox;
    }

    /** Where it listens, without a slash at the end. The REST API is there and below {@code /api/v3}. */
    public URI url() {
        return url;
    }

    public SandboxApp app() {
        return app;
    }

    /** The App's settings at GitHub. */
    public AppSettings appSettings() {
        return appSettings;
    }

    /** Generates a further key of the App, as on its settings page; returns its private half as PKCS#1 PEM. */
    public String generateKey() {
        KeyPair key = AppKey.generate();
        String pem = AppKey.pem(key);
        keys.put(pem, key.getPublic());
        jwt.add(key.getPublic());
        return pem;
    }

    /** Deletes a key of the App, which ends at once what was signed with it; named by its private half. */
    public void deleteKey(String pem) {
        PublicKey gone = keys.remove(pem);
        if (gone == null) {
            throw new IllegalArgumentException("this is no key of the App");
        }
        jwt.remove(gone);
    }

    public SandboxClock clock() {
        return clock;
    }

    public Accounts accounts() {
        return accounts;
    }

    public Repositories repositories() {
        return repositories;
    }

    public Installations installations() {
        return installations;
    }

    public Tokens tokens() {
        return tokens;
    }

    public DeployKeys deployKeys() {
        return deployKeys;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Faults faults() {
        return faults;
    }

    /** Leaves an installation so many calls of its running hour, which ends after this span. */
    public void leave(Installation installation, int calls, Duration untilReset) {
        limits.leave(installation.id(), calls, untilReset);
    }

    /** What may read the audit log of the enterprise and of every organization. */
    public String auditToken() {
        return auditToken;
    }

    /** Makes a private repository such as {@code myorg/repo-a} with one commit on {@code main}. */
    public HostedRepository createRepository(String fullName) {
        return repositories.create(fullName);
    }

    /** Installs the App on this owner for all its repositories. */
    public Installation install(String owner, PermissionSet permissions) {
        return installations.install(accounts.organization(owner), permissions, null);
    }

    /** Installs the App on this owner for these repositories only, which must exist. */
    public Installation installOn(String owner, PermissionSet permissions, HostedRepository... selected) {
        Set<Long> ids = new TreeSet<>();
        for (HostedRepository one : selected) {
            ids.add(one.id());
        }
        return installations.install(accounts.organization(owner), permissions, ids);
    }

    /**
     * Closes a pull request without merging it, as a person does on its page.
     *
     * @throws IllegalArgumentException when there is no such open one
     */
    public void closePullRequest(String fullName, int number) {
        HostedRepository repository = repositories
                .find(fullName)
                .orElseThrow(() -> new IllegalArgumentException("there is no repository " + fullName));
        pullRequests.close(repository, number);
    }

    /** Stops; calls in flight are cut. What git wrote stays on disk. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the sandbox on " + url + " did not stop cleanly", e);
        }
    }

    private Routes routes(Guard guard) {
        Routes routes = new Routes();
        RepositoryGuard repository = new RepositoryGuard(guard, repositories);
        routes.add("GET", "/rate_limit", guard.rateLimit());
        new TokenEndpoints(installations, repositories, tokens, ledger).addTo(routes, guard);
        new AppEndpoints(app, appSettings, accounts, installations, repositories).addTo(routes, guard);
        new RepositoryEndpoints(accounts, repositories).addTo(routes, guard, repository);
        new DeployKeyEndpoints(deployKeys, app).addTo(routes, repository);
        new IssueEndpoints(app, clock).addTo(routes, repository);
        new CheckRunEndpoints(clock).addTo(routes, repository);
        new CompareEndpoint().addTo(routes, repository);
        new AuditLogEndpoints(ledger, auditToken).addTo(routes);
        pullRequests.addTo(routes, repository);
        return routes;
    }

    private ServerConnector connector(int port) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // The Date header is the sandbox's own, because its clock can be skewed.
        http.setSendDateHeader(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        return connector;
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(64, 4);
        threads.setName("sandbox-github");
        threads.setDaemon(true);
        return threads;
    }

    private SandboxApp app(Path dataDir, Options options, KeyPair key) throws IOException {
        String pem = AppKey.pem(key);
        Path file = dataDir.resolve(options.slug() + ".private-key.pem");
        AppKey.write(file, pem);
        return new SandboxApp(
                options.appId(),
                "Iv23sandbox" + options.appId(),
                options.slug(),
                options.botUserId(),
                pem,
                file,
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }
}
