package botcreds.broker.access;

import botcreds.broker.errands.Announcer;
import botcreds.broker.errands.Threads;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.policy.Approvers;
import botcreds.broker.policy.BotEntry;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.RequireApproval;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reminds those who may approve, once, when half of the time to decide is over; in quiet hours not before they end. That it
 * is to be done stands in the database and goes in the unit of work that does it. Thread-safe.
 */
final class Nudging {
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
    private static final int MOST_MENTIONED = 20;
    private static final int BATCH = 256;

    private final Store store;
    private final PolicyFile policyFile;

    Nudging(Store store, PolicyFile policyFile) {
        this.store = store;
        this.policyFile = policyFile;
    }

    /** Part of the unit of work that makes the request. */
    static void plan(Transaction tx, AccessRequest request) {
        Duration half =
                Duration.between(request.createdAt(), request.expiresAt()).dividedBy(2);
        tx.nudges().add(request.id(), request.createdAt().plus(half));
    }

    /** Does what is due. */
    void round() {
        for (RequestId due : store.read(tx -> tx.nudges().due(tx.now(), BATCH))) {
            store.writeNow(tx -> {
                nudge(tx, due);
                return true;
            });
        }
    }

    private void nudge(Transaction tx, RequestId id) {
        AccessRequest request = tx.requests().byId(id).orElseThrow();
        Policy policy = policyFile.current();
        if (waits(tx, request) && policy.isQuiet(tx.now())) {
            tx.nudges().postpone(id, tx.now().plus(LOOK_AGAIN));
            return;
        }
        if (!tx.nudges().done(id) || !waits(tx, request)) {
            return;
        }
        List<String> whom = whom(tx, request, policy);
        List<AccessRequest> all = new ArrayList<>(List.of(request));
        all.addAll(inTheSameMessage(tx, request, policy, whom));
        String names = all.stream().map(each -> "#" + each.shortId()).collect(Collectors.joining(", "));
        String line = names + (all.size() == 1 ? ": still waits" : ": still wait") + " for a decision, "
                + left(Duration.between(tx.now(), request.expiresAt()));
        Threads.say(tx, request, new Announcer.Reply(line, Optional.empty(), "", whom));
    }

    /** What one bot asked at about the same time is one reminder, if it is for the same people. */
    private static List<AccessRequest> inTheSameMessage(
            Transaction tx, AccessRequest request, Policy policy, List<String> whom) {
        return tx.cards().of(request.id()).map(tx.cards()::sharing).orElse(List.of()).stream()
                .filter(each -> !each.equals(request.id()))
                .map(each -> tx.requests().byId(each).orElseThrow())
                .filter(each -> waits(tx, each) && whom(tx, each, policy).equals(whom))
                .filter(each -> tx.nudges().done(each.id()))
                .toList();
    }

    private static boolean waits(Transaction tx, AccessRequest request) {
        return request.state() == RequestState.PENDING && tx.now().isBefore(request.expiresAt());
    }

    private static String left(Duration left) {
        if (left.toMinutes() < 1) {
            return "less than a minute is left";
        }
        if (left.toMinutes() < 120) {
            return left.toMinutes() + " min are left";
        }
        return left.toHours() < 48 ? left.toHours() + " hours are left" : left.toDays() + " days are left";
    }

    /** Those who may decide all of it by themselves, without those who may not or need not: owners, and who said yes. */
    private static List<String> whom(Transaction tx, AccessRequest request, Policy policy) {
        Optional<RequireApproval> asked = policy.decide(request.bot(), request.scope(), tx.now())
                .fold(deny -> Optional.empty(), allow -> Optional.empty(), Optional::of);
        if (asked.isEmpty()) {
            return List.of();
        }
        List<Set<String>> lists =
                asked.get().approvers().stream().map(Nudging::mentionable).toList();
        Set<String> whom = new LinkedHashSet<>(lists.get(0));
        lists.forEach(whom::retainAll);
        if (whom.isEmpty()) {
            // Nobody is named by all the rules: someone in a group of each may be meant.
            lists.forEach(whom::addAll);
        }
        policy.bot(request.bot())
                .filter(bot -> !bot.allowSelfApproval())
                .map(BotEntry::owners)
                .ifPresent(owners -> whom.removeAll(owners.users()));
        tx.votes().of(request.id(), request.revision()).stream()
                .map(vote -> vote.human().id())
                .forEach(whom::remove);
        return new ArrayList<>(whom).subList(0, Math.min(whom.size(), MOST_MENTIONED));
    }

    private static Set<String> mentionable(Approvers approvers) {
        Set<String> ids = new LinkedHashSet<>();
        approvers.names().stream()
                .filter(name -> Stream.of(approvers.users(), approvers.groups()).anyMatch(some -> some.contains(name)))
                .forEach(ids::add);
        return ids;
    }
}
