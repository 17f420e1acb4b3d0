package botcreds.broker.pushes;

import botcreds.broker.credentials.OwnToken;
import botcreds.broker.errands.Alerts;
import botcreds.broker.github.CheckRun;
import botcreds.broker.github.Comparison;
import botcreds.broker.github.GitHub;
import botcreds.broker.github.RepositoryPlace;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.BotUser;
import botcreds.broker.model.CommitMessage;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.store.Pushes.Waiting;
import botcreds.broker.store.Pushes.Wanting;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds what the App's own user pushed against the policy's attribution, commit by commit. What cannot be looked at counts as
 * a violation. Thread-safe.
 */
public final class PushJudging {
    /** After these tries of at least ten seconds what GitHub does not tell counts as not told. */
    private static final int MOST_TRIES = 60;

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MOST_NAMED = 10;

    private final Store store;
    private final PolicyFile policyFile;
    private final GitHub gitHub;
    private final Alerts alerts;

    public PushJudging(Store store, PolicyFile policyFile, GitHub gitHub, Alerts alerts) {
        this.store = store;
        this.policyFile = policyFile;
        this.gitHub = gitHub;
        this.alerts = alerts;
    }

    /** GitHub has to be asked again later. */
    private static final class NotYet extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Duration wait;

        NotYet(Duration wait) {
            super("GitHub has not told yet", null, false, false);
            this.wait = wait;
        }
    }

    /** Judges and records; returns when to come back if GitHub cannot tell now. */
    Optional<Duration> judge(Push push, Waiting waiting) {
        try {
            judgeNow(push, waiting);
            return Optional.empty();
        } catch (NotYet later) {
            return Optional.of(later.wait.compareTo(SOON) > 0 ? later.wait : SOON);
        }
    }

    private void judgeNow(Push push, Waiting waiting) {
        Policy policy = policyFile.current();
        if (!policy.demandsAttribution() || !isOurs(push, waiting)) {
            store.writeNow(tx -> tx.pushes().done(push.delivery()));
            return;
        }
        if (push.isDeletion()) {
            store.writeNow(tx -> {
                tx.pushes().forgetWanting(push.repositoryId(), push.ref());
                return tx.pushes().done(push.delivery());
            });
            return;
        }
        Set<BotId> holders = store.read(tx -> holders(tx, push, waiting));
        List<Wanting> found = found(push, waiting, policy, holders);
        List<Wanting> before = store.read(tx -> tx.pushes().wantingOn(push.repositoryId(), push.ref()));
        List<Wanting> left = before.stream()
                .filter(each -> !push.forced() || isStillIn(push, waiting, each))
                .toList();
        if (!found.isEmpty() || !before.isEmpty()) {
            boolean reported = report(push, waiting, found, left);
            store.writeNow(tx -> record(tx, push, holders, found, left, reported));
            return;
        }
        store.writeNow(tx -> tx.pushes().done(push.delivery()));
    }

    private boolean isOurs(Push push, Waiting waiting) {
        Optional<BotUser> user = gitHub.botUser();
        if (user.isEmpty() && waiting.tries() < MOST_TRIES) {
            throw new NotYet(SOON);
        }
        // Not knowing who we are is no reason to look away.
        return user.map(us -> us.name().equals(push.pusher())).orElse(true);
    }

    private static Set<BotId> holders(Transaction tx, Push push, Waiting waiting) {
        return tx.credentials().couldPushTo(push.repositoryId(), push.repository(), waiting.receivedAt());
    }

    private List<Wanting> found(Push push, Waiting waiting, Policy policy, Set<BotId> holders) {
        Map<String, CommitMessage> messages = new LinkedHashMap<>();
        Set<String> old = new HashSet<>();
        for (Push.Commit commit : push.commits()) {
            if (commit.isNew()) {
                messages.put(commit.sha(), commit.message());
            } else {
                old.add(commit.sha());
            }
        }
        List<Wanting> wanting = new ArrayList<>();
        if (!push.whole()) {
            Optional<String> unseen = addCompared(push, waiting, messages, old);
            unseen.ifPresent(
                    why -> wanting.add(new Wanting(push.ref(), push.after(), "it could not be looked at: " + why)));
        }
        messages.forEach((sha, message) -> AttributionJudge.fault(message, holders, policy::attribution)
                .ifPresent(why -> wanting.add(new Wanting(push.ref(), sha, why))));
        // A commit that was found wanting on another branch is no better on this one.
        old.forEach(sha -> store.read(tx -> tx.pushes().wanting(push.repositoryId(), sha))
                .forEach(known -> wanting.add(new Wanting(push.ref(), sha, known.why()))));
        return wanting;
    }

    /** Adds what GitHub did not list; returns why that was not possible. */
    private Optional<String> addCompared(
            Push push, Waiting waiting, Map<String, CommitMessage> messages, Set<String> old) {
        Comparison comparison =
                compare(push, waiting, push.makesTheRef() ? push.defaultBranch() : push.before(), push.after());
        if (comparison instanceof Comparison.Between between) {
            between.commits().stream()
                    .filter(each -> !old.contains(each.sha()))
                    .forEach(each -> messages.put(each.sha(), CommitMessage.read(each.message())));
            return Optional.empty();
        }
        return Optional.of(
                comparison instanceof Comparison.Unavailable away ? away.why() : "GitHub can compare it with nothing");
    }

    private boolean isStillIn(Push push, Waiting waiting, Wanting commit) {
        Comparison comparison = compare(push, waiting, commit.sha(), push.after());
        if (comparison instanceof Comparison.Between between) {
            return between.contained();
        }
        return !(comparison instanceof Comparison.Nothing);
    }

    private Comparison compare(Push push, Waiting waiting, String base, String head) {
        store.writeNow(tx -> {
            OwnToken.record(tx, Optional.empty(), place(push), "contents:read", "look at a push");
            return true;
        });
        Comparison comparison = gitHub.compare(place(push), base, head);
        if (comparison instanceof Comparison.Unavailable away && !away.isFinal() && waiting.tries() < MOST_TRIES) {
            throw new NotYet(away.retryAfter());
        }
        return comparison;
    }

    /** Says it at GitHub, where the App may; a repeat after a crash says the same once more. */
    private boolean report(Push push, Waiting waiting, List<Wanting> found, List<Wanting> left) {
        store.writeNow(tx -> {
            OwnToken.record(tx, Optional.empty(), place(push), "checks:write", "report a check run");
            return true;
        });
        List<Wanting> all = new ArrayList<>(found);
        all.addAll(left);
        CheckRun run = all.isEmpty()
                ? new CheckRun(
                        push.after(),
                        true,
                        "Every commit says which bot made it",
                        "The commits that did not are gone from this branch.")
                : new CheckRun(
                        push.after(),
                        false,
                        all.size() == 1 ? "A commit is not attributed" : all.size() + " commits are not attributed",
                        lines(all, "* `", "`: ")
                                + "\n\nAmend them as the policy demands and push again with --force-with-lease.");
        CheckRun.Reported reported = gitHub.report(place(push), run);
        if (reported == CheckRun.Reported.LATER && waiting.tries() < MOST_TRIES) {
            throw new NotYet(SOON);
        }
        return reported == CheckRun.Reported.DONE;
    }

    private boolean record(
            Transaction tx, Push push, Set<BotId> holders, List<Wanting> found, List<Wanting> left, boolean reported) {
        if (!tx.pushes().done(push.delivery())) {
            return false;
        }
        tx.pushes().forgetWanting(push.repositoryId(), push.ref());
        left.forEach(each -> tx.pushes().addWanting(push.repositoryId(), each));
        found.forEach(each -> tx.pushes().addWanting(push.repositoryId(), each));
        Map<String, String> detail = new java.util.HashMap<>(Map.of(
                "repo", push.repository().fullName(),
                "ref", push.ref(),
                "commit", push.after(),
                "delivery", push.delivery(),
                "reported", reported ? "check run" : "no"));
        if (found.isEmpty()) {
            if (left.isEmpty()) {
                tx.audit().append(AuditEvent.of(AuditEvent.Type.ATTRIBUTION_MENDED, detail));
            }
            return true;
        }
        detail.put("detail", lines(found, "", ": "));
        detail.put("holders", holders.stream().map(BotId::value).sorted().collect(Collectors.joining(" ")));
        tx.audit().append(AuditEvent.of(AuditEvent.Type.ATTRIBUTION_VIOLATED, detail));
        alerts.raise(
                tx,
                "Commits pushed to " + push.repository() + " do not say which bot made them",
                push.ref() + "\n" + lines(found, "", ": ") + "\nBots that could push there then: "
                        + (holders.isEmpty() ? "none" : detail.get("holders"))
                        + (reported ? "\nA failing check stands at the commit." : ""));
        return true;
    }

    private static String lines(List<Wanting> commits, String before, String after) {
        String named = commits.stream()
                .limit(MOST_NAMED)
                .map(each ->
                        before + each.sha().substring(0, Math.min(each.sha().length(), 10)) + after + each.why())
                .collect(Collectors.joining("\n"));
        return commits.size() > MOST_NAMED ? named + "\nand " + (commits.size() - MOST_NAMED) + " more" : named;
    }

    private static RepositoryPlace place(Push push) {
        return new RepositoryPlace(push.installationId(), push.repositoryId(), push.repository());
    }
}
