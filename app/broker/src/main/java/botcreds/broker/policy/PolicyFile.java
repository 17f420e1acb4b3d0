package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy file: read, watched, and written back by Remember. Thread-safe. The listener is called while nothing else can
 * change the policy, so it must not wait for a thread that remembers.
 */
public final class PolicyFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);

    private final PolicyHome home;
    private final PolicyReader reader;
    private final Clock clock;
    private volatile PolicyListener listener = new PolicyListener() {
        @Override
        public void changed(Policy before, Policy after) {}

        @Override
        public void rejected(List<PolicyIssue> issues) {}

        @Override
        public void mended() {}
    };
    private final RulePlanner planner;
    private final RuleRemover remover;

    private final Object changing = new Object();
    private volatile Loaded loaded;
    private @Nullable String rejected; // what was told last, so that it is told once; guarded by changing

    private record Loaded(String text, Policy policy, KeptRules kept) {
        Loaded(String text, Policy policy) {
            this(text, policy, KeptRules.of(policy, text));
        }
    }

    private PolicyFile(PolicyHome home, PolicyReader reader, Loaded loaded, Clock clock) {
        this.home = home;
        this.reader = reader;
        this.loaded = loaded;
        this.clock = clock;
        planner = new RulePlanner(reader);
        remover = new RuleRemover(reader);
    }

    /**
     * Reads the file.
     *
     * @param webHost GitHub's host, and port if any, in addresses of repositories
     * @param clock   decides which rules have expired
     * @throws PolicyRejected with all issues, when the file cannot be read, is empty or has an error
     */
    public static PolicyFile open(Path file, String webHost, Clock clock) throws PolicyRejected {
        return open(file, webHost, clock, step -> {});
    }

    static PolicyFile open(Path file, String webHost, Clock clock, Consumer<FileSwap.Step> reached)
            throws PolicyRejected {
        return open(new LocalFile(file, reached), webHost, clock);
    }

    /**
     * Reads the policy where it is kept; if it cannot be used, what counted last is, and what is wrong is told as soon as
     * somebody watches.
     *
     * @throws PolicyRejected when nothing there can be used
     */
    public static PolicyFile open(PolicyHome home, String webHost, Clock clock) throws PolicyRejected {
        PolicyReader reader = new PolicyReader(webHost);
        PolicyRejected wrong;
        try {
            return open(home, reader, home.read(), clock);
        } catch (PolicyRejected rejected) {
            wrong = rejected;
        } catch (PolicyUnfit unfit) {
            wrong = new PolicyRejected(home.toString(), List.of(unfit.issue()));
        } catch (IOException unreadable) {
            wrong = new PolicyRejected(home.toString(), List.of(unreadable(unreadable)));
        }
        Optional<byte[]> lastGood = home.lastGood();
        if (lastGood.isEmpty()) {
            throw wrong;
        }
        LOG.error("{} The last good policy counts instead.", wrong.getMessage());
        return open(home, reader, lastGood.get(), clock);
    }

    private static PolicyFile open(PolicyHome home, PolicyReader reader, byte[] bytes, Clock clock)
            throws PolicyRejected {
        PolicyReading reading = reader.read(bytes, clock.instant());
        Policy policy = reading.policy().orElseThrow(() -> new PolicyRejected(home.toString(), reading.issues()));
        warn(policy);
        home.adopted(bytes);
        return new PolicyFile(home, reader, new Loaded(text(bytes), policy), clock);
    }

    /** Returns the policy that counts: the last state of the file without an error. One snapshot answers one question. */
    public Policy current() {
        return loaded.policy();
    }

    /** Reads bytes as the file's would be read if they were put in force now; changes nothing. */
    public PolicyReading check(byte[] bytes) {
        return reader.read(bytes, clock.instant());
    }

    /** The time that rules expire by. */
    public Instant now() {
        return clock.instant();
    }

    /** Names who is told of what happens to the file from now on. Nobody is, before. */
    public void reportTo(PolicyListener told) {
        listener = told;
    }

    /** Starts to look for edits, on a daemon thread; one of a file counts within 2 seconds. Call it once. */
    public void watch() {
        home.watch(this::reload);
    }

    /** Where the policy comes from, if that is not a file of this machine. */
    public Optional<PolicyOrigin> origin() {
        return home.origin();
    }

    /**
     * Adds the exact rule to the policy, and makes it count; or proposes it where others decide. Everything else in the text
     * stays; an edit that someone makes meanwhile stays too. Who may have rules remembered is for the caller to ask
     * ({@link Policy#mayRemember}).
     */
    public Remembered remember(RememberedRule rule, Motive motive) {
        return change(bytes -> planner.plan(bytes, rule, clock.instant()), motive);
    }

    /**
     * Takes a rule that Remember wrote out of the policy, and makes that count, or proposes it. Everything else in the text
     * stays. Who may have rules removed is for the caller to ask.
     *
     * @param key of one of {@link #kept}; rules that people wrote have none
     */
    public Remembered forget(String key, Motive motive) {
        return change(bytes -> remover.plan(bytes, key, clock.instant()), motive);
    }

    /** Returns the rules of the policy that counts which Remember wrote, in order of the file. */
    public List<KeptRule> kept() {
        return loaded.kept().all();
    }

    public Optional<KeptRule> kept(String key) {
        return loaded.kept().find(key).map(KeptRules.Place::rule);
    }

    /** Returns those of {@link #kept} that have a part in the policy's approving this now. */
    public List<KeptRule> keptFor(BotId bot, Scope scope) {
        Loaded now = loaded;
        return now.kept().covering(now.policy(), bot, scope, clock.instant());
    }

    /** Tells whether {@link #remember} and {@link #forget} may take many seconds, because the policy is kept elsewhere. */
    public boolean changesTakeLong() {
        return home.isElsewhere();
    }

    /** How a pull request stands that {@link #remember} named. If it was merged, the policy that counts has it already. */
    public ProposalState proposal(long number) {
        ProposalState state = home.proposal(number);
        if (state.isOver()) {
            reload();
        }
        return state;
    }

    private Remembered change(Function<byte[], RulePlanner.Plan> planning, Motive motive) {
        Planned edit = new Planned(planning);
        if (home.isElsewhere()) {
            return land(edit, motive);
        }
        synchronized (changing) {
            return land(edit, motive);
        }
    }

    private Remembered land(Planned edit, Motive motive) {
        try {
            return home.change(edit, motive)
                    .fold(
                            written -> written(edit.change()),
                            nothing -> edit.answer(),
                            proposed -> new Remembered.Proposed(
                                    edit.change().diff(), proposed.what(), proposed.link(), proposed.number()),
                            refused -> new Remembered.Refused(refused.why()));
        } catch (IOException failure) {
            LOG.warn("{} could not be changed", home, failure);
            return new Remembered.Refused("The policy file cannot be written (" + reason(failure)
                    + "); see that the broker may write it and its folder.");
        }
    }

    private Remembered written(RulePlanner.Plan.Change change) {
        adopt(new Loaded(change.text(), change.policy()));
        return new Remembered.Written(change.diff(), change.policy());
    }

    /** What the planner made of the text it met last. */
    private static final class Planned implements Edit {
        private final Function<byte[], RulePlanner.Plan> planning;
        private RulePlanner.@Nullable Plan last;

        Planned(Function<byte[], RulePlanner.Plan> planning) {
            this.planning = planning;
        }

        @Override
        public Optional<Draft> on(byte[] text) {
            RulePlanner.Plan plan = planning.apply(text);
            last = plan;
            return plan instanceof RulePlanner.Plan.Change change
                    ? Optional.of(new Draft(change.text(), change.diff()))
                    : Optional.empty();
        }

        RulePlanner.Plan.Change change() {
            if (last instanceof RulePlanner.Plan.Change change) {
                return change;
            }
            throw new IllegalStateException("where the policy is kept, something was written that was not planned");
        }

        Remembered answer() {
            if (last instanceof RulePlanner.Plan.Stay stay) {
                return stay.answer();
            }
            throw new IllegalStateException("where the policy is kept, a plan was not carried out");
        }
    }

    /**
     * Returns the rule that {@link #remember} would add, as it would stand in the file but for the comment behind it;
     * empty when a deny covers the scope or it cannot be remembered.
     *
     * @param until the rule's last day, UTC; empty for good
     */
    public Preview preview(BotId bot, Scope scope, Optional<LocalDate> until) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        RememberedRule rule = new RememberedRule(bot, scope, "someone", today, "0000", until);
        RulePlanner.Plan plan = planner.plan(loaded.text().getBytes(StandardCharsets.UTF_8), rule, clock.instant());
        if (plan instanceof RulePlanner.Plan.Change change) {
            return Preview.of(change.rules().stream().map(each -> "- " + each).collect(Collectors.joining("\n")));
        }
        Remembered answer = ((RulePlanner.Plan.Stay) plan).answer();
        return Preview.no(answer.fold(
                written -> {
                    throw new IllegalStateException("a plan writes nothing");
                },
                proposed -> {
                    throw new IllegalStateException("a plan proposes nothing");
                },
                Remembered.Already::why,
                Remembered.Refused::why));
    }

    @Override
    public void close() {
        home.close();
    }

    /** Tells whether the file, as it was when it was looked at last, is what counts; false while an edit is refused. */
    public boolean isInForce() {
        synchronized (changing) {
            return rejected == null;
        }
    }

    /** Looks at the file as it is now; called when it may have changed. */
    public void reload() {
        synchronized (changing) {
            try {
                byte[] bytes = home.read();
                String digest = PolicyText.sha256(bytes);
                if (digest.equals(loaded.policy().digest())) {
                    home.adopted(bytes);
                    mended();
                } else if (!digest.equals(rejected)) {
                    judge(bytes, digest);
                }
            } catch (PolicyUnfit unfit) {
                reject(unfit.sentence(), List.of(unfit.issue()));
            } catch (IOException unreadable) {
                PolicyIssue issue = unreadable(unreadable);
                reject(issue.code(), List.of(issue));
            }
        }
    }

    private void judge(byte[] bytes, String digest) {
        PolicyReading reading = reader.read(bytes, clock.instant());
        if (reading.policy().isPresent()) {
            adopt(new Loaded(text(bytes), reading.policy().get()));
        } else {
            reject(digest, reading.issues());
        }
    }

    private void adopt(Loaded fresh) {
        synchronized (changing) {
            Policy before = loaded.policy();
            home.adopted(fresh.text().getBytes(StandardCharsets.UTF_8));
            if (!before.digest().equals(fresh.policy().digest())) { // or whoever watches was faster
                loaded = fresh;
                warn(fresh.policy());
                tell(() -> listener.changed(before, fresh.policy()));
            }
            mended();
        }
    }

    private void mended() {
        synchronized (changing) {
            if (rejected != null) {
                rejected = null;
                tell(listener::mended);
            }
        }
    }

    private void reject(String state, List<PolicyIssue> issues) {
        if (state.equals(rejected)) {
            return;
        }
        rejected = state;
        issues.forEach(issue -> LOG.warn("{} is not used: {}", home, issue));
        tell(() -> listener.rejected(issues));
    }

    /** A listener that fails must neither undo what is written nor end the watching. */
    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException failure) {
            LOG.error("Who listens to policy changes failed", failure);
        }
    }

    private static void warn(Policy policy) {
        policy.warnings().forEach(issue -> LOG.warn("policy: {}", issue));
    }

    private static PolicyIssue unreadable(IOException failure) {
        boolean missing = failure instanceof NoSuchFileException;
        String message = missing
                ? "The policy file is not there; put it back."
                : "The policy file cannot be read (" + reason(failure) + "); see that the broker may read it.";
        return new PolicyIssue(PolicyIssue.Severity.ERROR, missing ? "file_missing" : "file_unreadable", 0, 0, message);
    }

    /** Only for bytes that were read as a policy, so that they are UTF-8 and come back the same. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String reason(IOException failure) {
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
}
