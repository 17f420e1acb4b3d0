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

    /** Editors save now and then; one that saves this often in a row is a loop. */
    private static final int MOST_ATTEMPTS = 20;

    private final Path file;
    private final PolicyReader reader;
    private final Clock clock;
    private volatile PolicyListener listener = new PolicyListener() {
        @Override
        public void changed(Policy before, Policy after) {}

        @Override
        public void rejected(List<PolicyIssue> issues) {}
    };
    private final RulePlanner planner;
    private final RuleRemover remover;
    private final FileSwap swap;
    private final Consumer<FileSwap.Step> reached;
    private final FileWatcher watcher;

    private final Object changing = new Object();
    private volatile Loaded loaded;
    private @Nullable String rejected; // what was told last, so that it is told once; guarded by changing

    private record Loaded(String text, Policy policy, KeptRules kept) {
        Loaded(String text, Policy policy) {
            this(text, policy, KeptRules.of(policy, text));
        }
    }

    private PolicyFile(Path file, PolicyReader reader, Loaded loaded, Clock clock, Consumer<FileSwap.Step> reached) {
        this.file = file;
        this.reader = reader;
        this.loaded = loaded;
        this.clock = clock;
        this.reached = reached;
        planner = new RulePlanner(reader);
        remover = new RuleRemover(reader);
        swap = new FileSwap(reached);
        watcher = new FileWatcher("policy-watch", List.of(file), this::reload);
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
        PolicyReader reader = new PolicyReader(webHost);
        try {
            byte[] bytes = FileSwap.read(file);
            PolicyReading reading = reader.read(bytes, clock.instant());
            Policy policy = reading.policy().orElseThrow(() -> new PolicyRejected(file, reading.issues()));
            warn(policy);
            return new PolicyFile(file, reader, new Loaded(text(bytes), policy), clock, reached);
        } catch (IOException unreadable) {
            throw new PolicyRejected(file, List.of(unreadable(unreadable)));
        }
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

    /** Starts to look for edits, on a daemon thread; one counts within 2 seconds. Call it once. */
    public void watch() {
        watcher.start();
    }

    /**
     * Adds the exact rule to the file, and makes it count. Everything else in the file stays; an edit that someone makes
     * meanwhile stays too. Who may have rules remembered is for the caller to ask ({@link Policy#mayRemember}).
     */
    public Remembered remember(RememberedRule rule) {
        return change(bytes -> planner.plan(bytes, rule, clock.instant()));
    }

    /**
     * Takes a rule that Remember wrote out of the file, and makes that count. Everything else in the file stays. Who may
     * have rules removed is for the caller to ask.
     *
     * @param key of one of {@link #kept}; rules that people wrote have none
     */
    public Remembered forget(String key) {
        return change(bytes -> remover.plan(bytes, key, clock.instant()));
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

    private Remembered change(Function<byte[], RulePlanner.Plan> planning) {
        synchronized (changing) {
            try {
                for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
                    Optional<Remembered> answer = attempt(planning);
                    if (answer.isPresent()) {
                        return answer.get();
                    }
                }
                return new Remembered.Refused(
                        "The policy file is being edited over and over; try again when that has ended.");
            } catch (IOException failure) {
                LOG.warn("{} could not be changed", file, failure);
                return new Remembered.Refused("The policy file cannot be written (" + reason(failure)
                        + "); see that the broker may write it and its folder.");
            }
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
                Remembered.Already::why,
                Remembered.Refused::why));
    }

    @Override
    public void close() {
        watcher.stop();
    }

    private Optional<Remembered> attempt(Function<byte[], RulePlanner.Plan> planning) throws IOException {
        Path target = file.toRealPath();
        byte[] before = FileSwap.read(target);
        reached.accept(FileSwap.Step.READ);
        RulePlanner.Plan plan = planning.apply(before);
        reached.accept(FileSwap.Step.PLANNED);
        if (plan instanceof RulePlanner.Plan.Stay stay) {
            return Optional.of(stay.answer());
        }
        RulePlanner.Plan.Change change = (RulePlanner.Plan.Change) plan;
        if (!swap.replace(target, before, change.text().getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        adopt(new Loaded(change.text(), change.policy()));
        return Optional.of(new Remembered.Written(change.diff(), change.policy()));
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
                byte[] bytes = FileSwap.read(file);
                String digest = PolicyText.sha256(bytes);
                if (digest.equals(loaded.policy().digest())) {
                    rejected = null;
                } else if (!digest.equals(rejected)) {
                    judge(bytes, digest);
                }
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
        Policy before = loaded.policy();
        loaded = fresh;
        rejected = null;
        warn(fresh.policy());
        tell(() -> listener.changed(before, fresh.policy()));
    }

    private void reject(String state, List<PolicyIssue> issues) {
        if (state.equals(rejected)) {
            return;
        }
        rejected = state;
        issues.forEach(issue -> LOG.warn("{} is not used: {}", file, issue));
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
