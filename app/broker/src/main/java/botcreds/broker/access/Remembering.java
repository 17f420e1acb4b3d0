package botcreds.broker.access;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Human;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.Remembered;
import botcreds.broker.policy.RememberedRule;
import botcreds.broker.store.Store;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/**
 * Writes an approval into the policy file as an exact rule. The approval stands by itself: when the rule cannot be written,
 * it has counted once, and the human is told why no more than that. Thread-safe.
 */
final class Remembering {
    private final Store store;
    private final PolicyFile policyFile;
    private final Dispatcher dispatcher;

    Remembering(Store store, PolicyFile policyFile, Dispatcher dispatcher) {
        this.store = store;
        this.policyFile = policyFile;
        this.dispatcher = dispatcher;
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
                ? policyFile.remember(rule(request, human, until))
                : new Remembered.Refused("You may approve, but the policy's may_remember does not name you.");
        String outcome = remembered.fold(
                written -> "Remembered: " + request.bot() + " will get this without asking"
                        + until.map(day -> " until " + day + ", UTC").orElse("") + ".",
                already -> "Nothing to remember: " + already.why(),
                refused -> "Not remembered: " + refused.why() + " The approval counts this once.");
        String diff = remembered.fold(written -> written.diff(), already -> "", refused -> "");
        store.writeNow(tx -> {
            tx.audit()
                    .append(AuditEvent.of(
                            diff.isEmpty() ? AuditEvent.Type.DECISION_REFUSED : AuditEvent.Type.POLICY_REMEMBERED,
                            request,
                            Map.of(
                                    "actor", human.id(),
                                    "actor_name", human.name(),
                                    "detail", outcome,
                                    "policy_hash_before", before,
                                    "policy_hash", policyFile.current().digest())));
            Threads.say(tx, request, outcome + " Chosen", Optional.of(human.id()), diff);
            Transitions.announce(tx, request);
            return true;
        });
        dispatcher.wake();
        return new Ruling(approved.code(), approved.text() + " " + outcome, approved.view());
    }

    private RememberedRule rule(AccessRequest request, Human human, Optional<LocalDate> until) {
        LocalDate today = LocalDate.ofInstant(store.now(), ZoneOffset.UTC);
        return new RememberedRule(request.bot(), request.scope(), human.name(), today, request.shortId(), until);
    }
}
