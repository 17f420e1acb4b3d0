package botcreds.broker.access;

import botcreds.broker.bots.Elevating;
import botcreds.broker.bots.Locking;
import botcreds.broker.bots.Stopping;
import botcreds.broker.errands.Threads;
import botcreds.broker.errands.Transitions;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.Human;
import botcreds.broker.model.Ids;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.Remembered;
import botcreds.broker.policy.RememberedRule;
import botcreds.broker.requests.Ruling;
import botcreds.broker.rules.Motives;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes an approval into the policy as an exact rule, or proposes it where others decide. The approval stands by itself: when the rule cannot be written,
 * it has counted once, and the human is told why no more than that. Thread-safe.
 */
final class Remembering {
    /** A second click soon after the first needs no second elevation. */
    private static final Duration ROUGHLY = Duration.ofMinutes(5);

    private final Store store;
    private final PolicyFile policyFile;
    private final Ids ids;

    Remembering(Store store, PolicyFile policyFile, Ids ids) {
        this.store = store;
        this.policyFile = policyFile;
        this.ids = ids;
    }

    /**
     * Adds what became of the wish to an approval's ruling.
     *
     * @param until the rule's last day, UTC; empty for good
     */
    Ruling remember(Ruling approved, Human human, Optional<LocalDate> until) {
        AccessRequest request = approved.view().orElseThrow().request();
        String before = policyFile.current().digest();
        Remembered remembered = policyFile.current().mayRemember(human)
                ? policyFile.remember(rule(request, human, until), Motives.remember(request, human, until))
                : new Remembered.Refused("You may approve, but the policy's may_remember does not name you.");
        String outcome = store.writeNow(tx -> {
            String said = remembered.fold(
                    written -> "Remembered: " + request.bot() + " will get this without asking"
                            + until.map(day -> " until " + day + ", UTC").orElse("") + ".",
                    proposed -> "Proposed: " + proposed.what() + ", " + proposed.link() + ". "
                            + meanwhile(tx, request, human, proposed.number()),
                    already -> "Nothing to remember: " + already.why(),
                    refused -> "Not remembered: " + refused.why() + " The approval counts this once.");
            record(tx, request, human, remembered, before, said);
            return said;
        });
        return new Ruling(approved.code(), approved.text() + " " + outcome, approved.view());
    }

    private void record(
            Transaction tx, AccessRequest request, Human human, Remembered remembered, String before, String outcome) {
        AuditEvent.Type type = remembered.fold(
                written -> AuditEvent.Type.POLICY_REMEMBERED,
                proposed -> AuditEvent.Type.POLICY_PROPOSED,
                already -> AuditEvent.Type.DECISION_REFUSED,
                refused -> AuditEvent.Type.DECISION_REFUSED);
        String diff = remembered.fold(written -> written.diff(), proposed -> proposed.diff(), none -> "", none -> "");
        tx.audit()
                .append(AuditEvent.of(
                        type,
                        request,
                        Map.of(
                                "actor", human.id(),
                                "actor_name", human.name(),
                                "detail", outcome,
                                "policy_hash_before", before,
                                "policy_hash", policyFile.current().digest())));
        Threads.say(tx, request, outcome + " Chosen", Optional.of(human.id()), diff);
        Transitions.announce(tx, request);
    }

    /** While others have not decided about the rule, it counts only if the policy says so, and then as an elevation. */
    private String meanwhile(Transaction tx, AccessRequest request, Human human, long pullRequest) {
        Optional<Duration> span = policyFile.current().remember().meanwhile();
        if (span.isEmpty()) {
            return "The approval counts this once; the rule counts once that is merged.";
        }
        Instant end = tx.now().plus(span.get());
        Set<String> ofOthers = tx.elevations().waiting().stream()
                .filter(each -> each.pullRequest() != pullRequest)
                .map(each -> each.elevation().id())
                .collect(Collectors.toSet());
        boolean had = tx.elevations().of(request.bot()).stream()
                .anyMatch(each -> each.scope().equals(request.scope())
                        && !each.endsAt().isBefore(end.minus(ROUGHLY))
                        && !ofOthers.contains(each.id()));
        if (!had && tx.elevations().of(request.bot()).size() < Elevating.MOST_OF_A_BOT) {
            Elevation elevation = new Elevation(
                    Elevation.id(ids.shortId(Elevating.ID_LENGTH)),
                    request.bot(),
                    request.scope(),
                    human.id(),
                    human.name(),
                    tx.now(),
                    end);
            tx.elevations().add(elevation);
            tx.elevations().letWait(elevation.id(), pullRequest);
            Map<String, String> detail = new HashMap<>(Stopping.detail(elevation, human.id()));
            detail.put("reason", "until the proposed rule is decided about");
            tx.audit().append(Locking.event(AuditEvent.Type.ELEVATED, request.bot(), detail));
        }
        return "Until that is merged or closed it counts as an elevation that ends at "
                + end.truncatedTo(ChronoUnit.MINUTES) + " at the latest.";
    }

    private RememberedRule rule(AccessRequest request, Human human, Optional<LocalDate> until) {
        LocalDate today = LocalDate.ofInstant(store.now(), ZoneOffset.UTC);
        return new RememberedRule(request.bot(), request.scope(), human.name(), today, request.shortId(), until);
    }
}
