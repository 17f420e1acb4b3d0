package botcreds.broker.access;

import botcreds.broker.github.GitHub;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.RandomIds;
import botcreds.broker.model.Reason;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.Caller;
import botcreds.broker.store.SealKey;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A broker without its edges: real policy file, real H2, a pretended GitHub, a clock that tests move. What a surface would
 * call is {@link #grants} and {@link #decisions}.
 */
public final class House implements AutoCloseable {
    public static final String POLICY = """
            approvers: [U0ALICE, U0BOB, S0ONCALL, carol@example.com]
            channel: C0APPROVALS
            bots:
              machina-bot:
                identity: {type: api_key, sha256: 0000000000000000000000000000000000000000000000000000000000000001}
                owner: U0OWNER
                auto_approve:
                  - repo: myorg/repo-a
                    permissions: [contents:write, issues:write]
                requires_approval:
                  - repo: "myorg/sensitive-*"
                    approvers: [U0ALICE, U0DAVE]
                    approvals: 2
                deny:
                  - repo: myorg/infrastructure
              slop-bot:
                identity: {type: api_key, sha256: 0000000000000000000000000000000000000000000000000000000000000002}
                owner: U0ALICE
                allow_self_approval: true
            defaults: {requires_approval: true, approval_timeout: 24h}
            """;

    public static final Human ALICE = human("U0ALICE", "alice");
    public static final Human BOB = human("U0BOB", "bob");
    public static final Human DAVE = human("U0DAVE", "dave");
    public static final Human OWNER = human("U0OWNER", "olga");
    public static final Human STRANGER = human("U0MALLORY", "Alice (approver)");
    public static final Caller MACHINA = new Caller(new BotId("machina-bot"), "100.64.1.5");
    public static final Caller SLOP = new Caller(new BotId("slop-bot"), "100.64.1.6");

    public final MovableClock clock;
    public final PretendGitHub gitHub;
    public final Path policyPath;
    public final PolicyFile policyFile;
    public final Store store;
    public final Access access;
    public final Grants grants;
    public final Decisions decisions;

    public House(Path directory) {
        this(directory, "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    public House(Path directory, String jdbcUrl) {
        this(directory, jdbcUrl, new MovableClock(), Optional.empty());
    }

    /** The same with a GitHub of the test's own; the pretended one is then not asked. */
    public House(Path directory, String jdbcUrl, MovableClock clock, GitHub other) {
        this(directory, jdbcUrl, clock, Optional.of(other));
    }

    private House(Path directory, String jdbcUrl, MovableClock clock, Optional<GitHub> other) {
        this.clock = clock;
        this.gitHub = new PretendGitHub(clock);
        try {
            policyPath = Files.writeString(directory.resolve("policy.yaml"), POLICY);
            policyFile = PolicyFile.open(policyPath, "github.com", clock);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (Exception rejected) {
            throw new IllegalStateException(rejected);
        }
        store = Store.open(StoreConfig.of(jdbcUrl).withInjectedClock(), clock, SealKey.of(new byte[32]));
        access = new Access(store, policyFile, other.orElse(gitHub), new RandomIds(clock));
        grants = access.grants();
        decisions = access.decisions();
    }

    /** Puts another policy in force and tells everyone, as the watcher would. */
    public void policy(String yaml) {
        try {
            Files.writeString(policyPath, yaml);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        policyFile.reload();
    }

    public static Ask ask(String repository, String... permissions) {
        return new Ask(
                scope(repository, permissions),
                new Reason("Fixing bug #123"),
                Kind.INSTALLATION_TOKEN,
                Duration.ofMinutes(30),
                Optional.empty(),
                Optional.empty());
    }

    public static Ask session(Duration ttl, String repository, String... permissions) {
        return new Ask(
                scope(repository, permissions),
                new Reason("A long job"),
                Kind.SESSION,
                ttl,
                Optional.empty(),
                Optional.empty());
    }

    public static Scope scope(String repository, String... permissions) {
        return Scope.of(
                List.of(Repository.parse(repository, "github.com").orElseThrow()),
                Permissions.ofWords(List.of(permissions)));
    }

    public Answer request(Caller caller, Ask ask) {
        return grants.request(caller, ask, Optional.empty());
    }

    /** Ends what is due right now. */
    public void reap() {
        access.reap();
    }

    /** Asks what became of tokens whose recording failed. */
    public void settle() {
        access.settle();
    }

    /** Says that this node lives. */
    public void beat() {
        access.beat();
    }

    /** Seals anew what is to be. */
    public void reseal() {
        access.reseal();
    }

    /** Holds the access review if it is due. */
    public void reviewIfDue() {
        reviewIfDue(access);
    }

    /** The same on a broker of the test's own. */
    public static void reviewIfDue(Access other) {
        other.reviewIfDue();
    }

    @Override
    public void close() {
        access.close();
        policyFile.close();
        store.close();
    }

    private static Human human(String id, String name) {
        return new Human(id, name, Optional.empty(), Set.of());
    }
}
