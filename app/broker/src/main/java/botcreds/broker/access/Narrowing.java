package botcreds.broker.access;

import botcreds.broker.errands.Threads;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Durations;
import botcreds.broker.model.Human;
import botcreds.broker.model.Kind;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.requests.Authority;
import botcreds.broker.requests.Judgement;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Sentences;
import botcreds.broker.requests.Surface;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A request on other terms: a new revision of it, so that whoever looks at the old one can no longer decide it, and whoever
 * said yes to the old one has not said yes to this. Thread-safe; keeps nothing.
 */
final class Narrowing {
    private final PolicyFile policyFile;
    private final Authority authority;
    private final Judging judging;

    Narrowing(PolicyFile policyFile, Authority authority, Judging judging) {
        this.policyFile = policyFile;
        this.authority = authority;
        this.judging = judging;
    }

    /** What a request would be on these terms, or why it cannot be. */
    record Attempt(Optional<AccessRequest> request, String no) {}

    /** Works out what the request would be; changes nothing. */
    Attempt attempt(AccessRequest request, Terms terms) {
        if (!request.scope().covers(terms.scope())) {
            return new Attempt(
                    Optional.empty(), "A request can only be narrowed: this is more than its bot asked for.");
        }
        Duration most = longest(request, terms.scope());
        if (terms.ttl().compareTo(Kind.SHORTEST_TTL) < 0 || terms.ttl().compareTo(most) > 0) {
            return new Attempt(
                    Optional.empty(),
                    "The time must be from " + Durations.format(Kind.SHORTEST_TTL) + " to " + Durations.format(most)
                            + ", the most that the policy allows here.");
        }
        boolean same = terms.scope().equals(request.scope()) && terms.ttl().equals(request.ttl());
        return new Attempt(Optional.of(same ? request : request.narrowed(terms.scope(), terms.ttl())), "");
    }

    /** How long the bot may have this at the most: the policy decides, not what the bot asked for. */
    Duration longest(AccessRequest request, Scope scope) {
        return policyFile
                .current()
                .maxTtl(request.bot(), scope, request.kind())
                .orElse(request.kind().longestTtl());
    }

    /**
     * Makes the request what its terms say and counts this human's yes to that, in one unit of work. Someone who may not
     * approve what would come of it changes nothing, and a deny of the whole stays one of the part.
     */
    Judgement approve(Transaction tx, AccessRequest request, Terms terms, Human human, Surface surface) {
        if (request.state() != RequestState.PENDING) {
            return Sentences.over(request, tx.now());
        }
        Attempt attempt = attempt(request, terms);
        if (attempt.request().isEmpty()) {
            return Judgement.of(request, Ruling.Code.IMPOSSIBLE, attempt.no() + " Nothing was decided.");
        }
        AccessRequest narrowed = attempt.request().get();
        if (authority.toApprove(request, human, tx.now()).denied().isPresent()) {
            return judging.approve(tx, request, human, surface);
        }
        boolean changes = narrowed.revision() != request.revision();
        if (changes && authority.toApprove(narrowed, human, tx.now()).no().isEmpty()) {
            if (!tx.requests().narrow(request, narrowed)) {
                return Sentences.over(tx.requests().byId(request.id()).orElseThrow(), tx.now());
            }
            record(tx, request, narrowed, human, surface);
        }
        return judging.approve(tx, narrowed, human, surface);
    }

    private static void record(
            Transaction tx, AccessRequest request, AccessRequest narrowed, Human human, Surface surface) {
        tx.audit()
                .append(AuditEvent.of(
                        AuditEvent.Type.REQUEST_NARROWED,
                        narrowed,
                        Map.of(
                                "actor", human.id(),
                                "actor_name", human.name(),
                                "surface", surface.word(),
                                "asked", asked(request),
                                "ttl", Durations.format(narrowed.ttl()))));
        Threads.say(
                tx,
                narrowed,
                "older buttons no longer decide this, for it was changed",
                Optional.of(human.id()),
                "before: " + asked(request) + "\nnow:    " + asked(narrowed));
    }

    /** What the request was about before, in one line. */
    static String asked(AccessRequest request) {
        return request.scope().permissions() + " on "
                + String.join(", ", request.scope().repositoryNames()) + " for " + Durations.format(request.ttl());
    }
}
