package botcreds.broker.gitpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.MovableClock;
import botcreds.broker.github.AppGitHub;
import botcreds.broker.github.AppIdentity;
import botcreds.broker.github.AppKey;
import botcreds.broker.github.Endpoint;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import botcreds.broker.policy.Motive;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.PolicyIssue;
import botcreds.broker.policy.PolicyListener;
import botcreds.broker.policy.PolicyRejected;
import botcreds.broker.policy.Remembered;
import botcreds.broker.policy.RememberedRule;
import botcreds.broker.store.SealKey;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreConfig;
import botcreds.sandbox.github.HostedRepository;
import botcreds.sandbox.github.Options;
import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.github.SandboxGitHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A sandbox's GitHub with a repository for the policy, people who push to it with the real git, and a broker's end of it. */
public final class PolicyTown implements AutoCloseable, PolicyListener {
    public static final BotId MACHINA = new BotId("machina-bot");
    public static final String POLICY = """
            approvers: [U012ALICE]
            channel: C0APPROVALS
            bots:
              machina-bot:
                identity: {type: tailnet, hostname: machina-bot}
                auto_approve: []
                deny:
                  - repo: myorg/infrastructure
            tests:
              - {bot: machina-bot, repo: myorg/infrastructure, permissions: [contents:read], expect: deny}
            """;

    /** The same with one more deny. */
    static String denying(String repository) {
        String deny = "      - repo: myorg/infrastructure\n";
        return POLICY.replace(deny, deny + "      - repo: " + repository + "\n");
    }

    public final MovableClock clock = new MovableClock();
    public final SandboxGitHub gitHub;
    final HostedRepository hosted;
    public final Path clone;
    public final Store store;
    final List<String> refused = new CopyOnWriteArrayList<>();
    final List<String> mended = new CopyOnWriteArrayList<>();
    final List<String> changed = new CopyOnWriteArrayList<>();
    public final AppGitHub app;

    public PolicyTown(Path directory) throws Exception {
        this(directory, PermissionSet.ofWords("contents:write", "pull_requests:write"));
    }

    PolicyTown(Path directory, PermissionSet granted) throws Exception {
        gitHub = SandboxGitHub.start(
                directory.resolve("github"), Options.defaults().withClock(clock));
        hosted = gitHub.createRepository("myorg/policy");
        gitHub.createRepository("myorg/new");
        gitHub.install("myorg", granted);
        clone = directory.resolve("clone");
        git(directory, "clone", "-q", hosted.gitDirectory().toString(), clone.toString());
        write("policy.yaml", POLICY);
        push("the policy");
        store = Store.open(
                StoreConfig.of("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                        .withInjectedClock(),
                clock,
                SealKey.of(new byte[32]));
        AppIdentity identity = new AppIdentity(
                Long.toString(gitHub.app().id()),
                AppKey.parse(Secret.of(gitHub.app().privateKeyPem())));
        app = new AppGitHub(Endpoint.of(gitHub.url(), gitHub.url()), identity, clock);
        // It is asked for in the background, and commits bear its name.
        await().atMost(Duration.ofMinutes(1)).until(() -> app.botUser().isPresent());
    }

    /** A broker's end; each call is another broker, or the same one started again. */
    public final class End implements AutoCloseable {
        final GitPolicy git;
        public final PolicyFile file;

        End(GitPlan plan) throws PolicyRejected {
            this(plan, Duration.ofSeconds(30));
        }

        /** @param every how often the watcher looks by itself, if somebody starts it */
        End(GitPlan plan, Duration every) throws PolicyRejected {
            git = GitPolicy.open(plan, store, app, clock, every);
            try {
                file = PolicyFile.open(git, gitHub.url().getAuthority(), clock);
            } catch (PolicyRejected wrong) {
                git.close();
                throw wrong;
            }
            file.reportTo(PolicyTown.this);
        }

        /** One round of the watcher. */
        public void look() {
            if (git.lookNow()) {
                file.reload();
            }
        }

        Remembered remember(String repository) {
            return remember(repository, "alice");
        }

        Remembered remember(String repository, String by) {
            RememberedRule rule = new RememberedRule(
                    MACHINA, scope(repository), by, LocalDate.parse("2026-11-22"), "a3f2", Optional.empty());
            return file.remember(
                    rule,
                    new Motive(
                            "remember-" + repository.replace('/', '-'),
                            by,
                            "let machina-bot have contents:read on " + repository + " without asking",
                            "Approver: " + by + " (U012ALICE)\nRequest: #a3f2",
                            "Reason given by the bot (not checked): fixes #1 ```@everyone"));
        }

        String decision(String repository) {
            return file.current()
                    .decide(MACHINA, scope(repository), clock.instant())
                    .fold(deny -> "deny", auto -> "auto", asked -> "ask");
        }

        String commit() {
            return file.origin().orElseThrow().commit();
        }

        @Override
        public void close() {
            file.close();
        }
    }

    public End start() throws PolicyRejected {
        return new End(plan(false));
    }

    GitPlan plan(boolean direct) {
        return new GitPlan(
                source("main", "policy.yaml"),
                Optional.of(new Repository("myorg", "policy")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                direct);
    }

    GitSource source(String branch, String path) {
        return new GitSource(URI.create(gitHub.url() + "/myorg/policy.git"), branch, path);
    }

    GitPlan at(GitSource source) {
        return new GitPlan(source, plan(false).atGitHub(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    Scope scope(String repository) {
        return Scope.of(
                List.of(Repository.parse(repository, "github.com").orElseThrow()),
                Permissions.ofWords(List.of("contents:read")));
    }

    public void write(String path, String text) {
        try {
            Path file = clone.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Commits everything and pushes it to main. */
    public String push(String message) {
        git(clone, "add", "-A");
        git(clone, "commit", "-q", "--allow-empty", "-m", message);
        git(clone, "push", "-q", "origin", "HEAD:main");
        return head();
    }

    String head() {
        return git(clone, "rev-parse", "HEAD");
    }

    /** Runs the real git, away from the configuration of whoever runs the tests. */
    public static String git(Path where, String... arguments) {
        try {
            Path log = Files.createTempFile("git", ".log");
            List<String> command =
                    new ArrayList<>(List.of("git", "-c", "user.name=Paula", "-c", "user.email=p@example"));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.directory(where.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
            builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
            builder.environment().put("GIT_TERMINAL_PROMPT", "0");
            Process process = builder.start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String text = Files.readString(log, StandardCharsets.UTF_8);
            Files.delete(log);
            assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
            return text.strip();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Override
    public void changed(Policy before, Policy after) {
        changed.add(after.digest());
    }

    @Override
    public void mended() {
        mended.add("mended");
    }

    @Override
    public void rejected(List<PolicyIssue> issues) {
        refused.add(issues.get(0).code() + ": " + issues.get(0).message());
    }

    @Override
    public void close() {
        app.close();
        store.close();
        gitHub.close();
    }
}
