package botcreds.broker.gitpolicy;

import botcreds.broker.github.GitHub;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.Edit;
import botcreds.broker.policy.Landing;
import botcreds.broker.policy.Motive;
import botcreds.broker.policy.PolicyHome;
import botcreds.broker.policy.PolicyOrigin;
import botcreds.broker.policy.PolicyUnfit;
import botcreds.broker.policy.ProposalState;
import botcreds.broker.store.GitPolicies.Accepted;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A policy that is kept in git. What the branch has counts if it descends from what counted before, whichever node saw that;
 * while it cannot be asked, what counted last goes on counting, over restarts too. Thread-safe.
 */
public final class GitPolicy implements PolicyHome {
    private static final Logger LOG = LoggerFactory.getLogger(GitPolicy.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private final GitSource source;
    private final Looking looking;
    private final Proposals proposals;
    private final Keys keys;
    private final Optional<SshKeys> ssh;
    private final Store store;
    private final InstantSource clock;
    private final Duration every;
    private final Semaphore nudges = new Semaphore(0);
    private final Object look = new Object();
    private volatile boolean stopped;
    private volatile @Nullable Thread watcher;

    private volatile @Nullable Seen seen;
    private volatile @Nullable Good good;
    private volatile boolean unsaved;
    private volatile Instant confirmedAt;
    private volatile Optional<String> trouble = Optional.empty();

    /** What the branch has; exactly one of text and unfit. */
    private static final class Seen {
        private final ObjectId commit;
        private final byte @Nullable [] text;
        private final @Nullable PolicyUnfit unfit;
        /** What it was proven to descend from; empty when nothing had ever counted. */
        private final Optional<ObjectId> after;

        Seen(ObjectId commit, byte @Nullable [] text, @Nullable PolicyUnfit unfit, Optional<ObjectId> after) {
            this.commit = commit;
            this.text = text;
            this.unfit = unfit;
            this.after = after;
        }
    }

    /** What counts, and what it followed. */
    private static final class Good {
        private final ObjectId commit;
        private final byte[] text;
        private final Optional<ObjectId> after;
        private final Instant since;

        Good(ObjectId commit, byte[] text, Optional<ObjectId> after, Instant since) {
            this.commit = commit;
            this.text = text;
            this.after = after;
            this.since = since;
        }
    }

    /**
     * Looks at the branch once; without an answer it goes on with what counted last. May take many seconds.
     *
     * @param gitHub the App, for its tokens and its pull requests
     */
    public static GitPolicy open(GitPlan plan, Store store, GitHub gitHub, InstantSource clock) {
        return open(plan, store, gitHub, clock, LOOK_EVERY);
    }

    /** @param every how long the branch is left alone when nobody says that it changed */
    static GitPolicy open(GitPlan plan, Store store, GitHub gitHub, InstantSource clock, Duration every) {
        var unused = gitHub.botUser(); // asks for it, so that it is known when the first commit bears its name
        Optional<AppKeys> app = plan.atGitHub()
                .map(repository -> new AppKeys(gitHub, repository, clock, scope -> recordUse(store, scope)));
        boolean byApp =
                app.isPresent() && plan.token().isEmpty() && !plan.source().isSsh();
        Keys keys = byApp ? app.get() : new FixedKeys(plan.token());
        Optional<SshKeys> ssh = plan.ssh().map(files -> new SshKeys(files.key(), files.knownHosts()));
        GitRemote remote = new GitRemote(plan.source(), keys, ssh, System::nanoTime);
        Looking looking = new Looking(plan.source(), remote, plan.signers().map(Signatures::new));
        Proposals proposals = new Proposals(plan.source(), looking, remote, gitHub, app, plan.direct(), clock);
        return new GitPolicy(plan.source(), looking, proposals, keys, ssh, store, clock, every);
    }

    GitPolicy(
            GitSource source,
            Looking looking,
            Proposals proposals,
            Keys keys,
            Optional<SshKeys> ssh,
            Store store,
            InstantSource clock,
            Duration every) {
        this.source = source;
        this.looking = looking;
        this.proposals = proposals;
        this.keys = keys;
        this.ssh = ssh;
        this.store = store;
        this.clock = clock;
        this.every = every;
        Optional<Accepted> accepted = accepted();
        good = accepted.map(row -> new Good(
                        ObjectId.fromString(row.commit()),
                        row.content().getBytes(StandardCharsets.UTF_8),
                        Optional.empty(),
                        row.at()))
                .orElse(null);
        confirmedAt = accepted.map(Accepted::at).orElseGet(clock::instant);
        lookNow();
    }

    /** A token of the App for the broker itself: no row, no token. */
    private static void recordUse(Store store, Scope scope) {
        store.writeNow(tx -> {
            tx.audit()
                    .append(AuditEvent.of(
                            AuditEvent.Type.OWN_TOKEN_USED,
                            Map.of(
                                    "repo",
                                    String.join(" ", scope.repositoryNames()),
                                    "granted",
                                    String.join(" ", scope.permissions().words()),
                                    "detail",
                                    "policy in git")));
            return true;
        });
    }

    @Override
    public byte[] read() throws IOException {
        Seen now = seen;
        if (now == null) {
            Good last = good;
            if (last != null) {
                return last.text;
            }
            throw new PolicyUnfit(
                    "remote_away",
                    trouble.orElse("It was not looked at yet")
                            + ". Nothing of it has counted here before, so there is nothing to go on with.");
        }
        if (now.unfit != null) {
            throw now.unfit;
        }
        return Objects.requireNonNull(now.text);
    }

    @Override
    public Optional<byte[]> lastGood() {
        return Optional.ofNullable(good).map(each -> each.text);
    }

    @Override
    public void adopted(byte[] text) {
        Seen now = seen;
        if (now == null || !Arrays.equals(now.text, text)) {
            return; // what counted last goes on counting
        }
        Good before = good;
        if (before == null || !before.commit.equals(now.commit)) {
            good = new Good(now.commit, text, now.after, clock.instant());
            unsaved = true;
        }
        confirmedAt = clock.instant();
        save();
    }

    @Override
    public void watch(Runnable changed) {
        Thread thread = new Thread(() -> run(changed), "policy-git");
        thread.setDaemon(true);
        watcher = thread;
        thread.start();
    }

    /** Somebody says that the repository has changed; cheap, and true or not. */
    public void nudge() {
        if (nudges.availablePermits() == 0) {
            nudges.release();
        }
    }

    @Override
    public Landing change(Edit edit, Motive motive) {
        try {
            return proposals.land(Optional.ofNullable(good).map(each -> each.commit), edit, motive, this::saw);
        } catch (StoreUnavailable away) {
            return new Landing.Refused("The broker cannot write its records now. Try again in a minute.");
        } catch (IOException failure) {
            LOG.warn("{} could not be changed: {}", source, String.valueOf(failure.getMessage()));
            return new Landing.Refused("The policy in git cannot be changed now ("
                    + String.valueOf(failure.getMessage()) + "). Try again when that is mended.");
        }
    }

    @Override
    public ProposalState proposal(long number) {
        try {
            ProposalState state = proposals.state(number);
            if (state.isOver()) {
                lookNow();
            }
            return state;
        } catch (IOException | StoreUnavailable away) {
            LOG.warn(
                    "Pull request #{} of {} cannot be looked at: {}",
                    number,
                    source,
                    String.valueOf(away.getMessage()));
            return ProposalState.UNKNOWN;
        }
    }

    @Override
    public boolean isElsewhere() {
        return true;
    }

    @Override
    public Optional<PolicyOrigin> origin() {
        Good counts = good;
        Seen now = seen;
        if (counts == null) {
            return Optional.empty();
        }
        String head = now == null ? counts.commit.name() : now.commit.name();
        return Optional.of(
                new PolicyOrigin(source.toString(), counts.commit.name(), counts.since, head, confirmedAt, trouble));
    }

    @Override
    public void close() {
        stopped = true;
        Thread running = watcher;
        if (running != null) {
            running.interrupt();
        }
        keys.close();
        ssh.ifPresent(SshKeys::close);
    }

    @Override
    public String toString() {
        return source.toString();
    }

    private void run(Runnable changed) {
        changed.run(); // what the start had to overlook is told now
        while (!stopped) {
            try {
                boolean nudged = nudges.tryAcquire(every.toMillis(), TimeUnit.MILLISECONDS);
                if (lookNow()) {
                    changed.run();
                }
                if (nudged) {
                    LOG.info("{} was looked at because somebody said that it changed.", source);
                }
            } catch (InterruptedException stop) {
                return;
            } catch (RuntimeException failure) {
                // The thread must live on, or later commits, a deny among them, would never count.
                LOG.error("Looking at {} failed", source, failure);
            }
        }
    }

    /** Looks at the branch; true if there is something to judge. */
    boolean lookNow() {
        synchronized (look) {
            try {
                ObjectId head = looking.head();
                trouble = Optional.empty();
                Seen before = seen;
                if (before != null && before.commit.equals(head)) {
                    confirm(head);
                    return false;
                }
                seen = fetched(head);
                return true;
            } catch (PolicyUnfit unfit) {
                seen = new Seen(ObjectId.zeroId(), null, unfit, Optional.empty());
                return true;
            } catch (IOException | StoreUnavailable away) {
                String why = String.valueOf(away.getMessage());
                if (trouble.isEmpty()) {
                    LOG.warn("{} cannot be looked at: {}", source, why);
                }
                trouble = Optional.of("It cannot be looked at: " + why);
                return false;
            }
        }
    }

    private Seen fetched(ObjectId head) throws IOException {
        Optional<ObjectId> counted = accepted()
                .map(row -> ObjectId.fromString(row.commit()))
                .or(() -> Optional.ofNullable(good).map(each -> each.commit));
        try (Looking.Found found = looking.fetch(counted)) {
            return new Seen(found.commit(), found.text(), null, counted);
        } catch (PolicyUnfit unfit) {
            return new Seen(head, null, unfit, counted);
        }
    }

    /** Takes note of a commit of our own that the branch has now. */
    private void saw(ObjectId commit, byte[] text, ObjectId after) {
        synchronized (look) {
            seen = new Seen(commit, text, null, Optional.of(after));
        }
    }

    private void confirm(ObjectId head) {
        Good counts = good;
        if (counts != null && counts.commit.equals(head)) {
            confirmedAt = clock.instant();
            save();
        }
    }

    private Optional<Accepted> accepted() {
        return store.read(tx -> tx.gitPolicies().of(source.toString()));
    }

    /** Of a node that is behind another one nothing is written: what it accepted follows something older. */
    private void save() {
        Good counts = good;
        if (counts == null || !unsaved) {
            return;
        }
        try {
            store.writeNow(tx -> tx.gitPolicies()
                    .accept(
                            source.toString(),
                            counts.after.map(ObjectId::name),
                            counts.commit.name(),
                            new String(counts.text, StandardCharsets.UTF_8)));
            unsaved = false;
        } catch (StoreUnavailable away) {
            LOG.warn("The policy's commit could not be written down; the next look does it.");
        }
    }
}
