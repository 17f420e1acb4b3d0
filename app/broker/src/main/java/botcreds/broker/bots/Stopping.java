package botcreds.broker.bots;

import botcreds.broker.credentials.Revoker;
import botcreds.broker.errands.Transitions;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.Human;
import botcreds.broker.policy.Policy;
import botcreds.broker.requests.Surface;
import botcreds.broker.rules.EffectiveRules;
import botcreds.broker.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How things that a bot has are ended on a human's word, each inside one unit of work. */
public final class Stopping {
    private Stopping() {}

    /** Ends a request, whatever is left of it: what waits is denied, what was issued is revoked. Empty if it was over. */
    public static Optional<AccessRequest> stop(
            Transaction tx, AccessRequest request, Human human, Surface surface, String reason) {
        return switch (request.state()) {
            case PENDING, APPROVED -> Transitions.deniedByHuman(tx, request, human, surface, Optional.of(reason));
            case ISSUED -> {
                Revoker.mark(tx, request);
                yield Transitions.revoked(tx, request, human.id());
            }
            default -> Optional.empty();
        };
    }

    /** Lets credentials die whose request is over already, so that nothing else ends them sooner than their time. */
    public static void letDie(Transaction tx, List<Credential> credentials) {
        for (Credential credential : credentials) {
            if (credential.state() == CredentialState.ACTIVE) {
                tx.credentials().change(credential, CredentialState.REVOKING);
            }
        }
    }

    /**
     * Ends an elevation, and what was issued under one and nothing else allows any more.
     *
     * @param actor who ended it, or {@code time}
     * @return the requests that ended with it
     */
    public static List<AccessRequest> end(Transaction tx, Elevation elevation, String actor, Policy policy) {
        if (!tx.elevations().end(elevation.id())) {
            return List.of();
        }
        tx.audit()
                .append(new AuditEvent(
                        AuditEvent.Type.ELEVATION_ENDED,
                        Optional.of(elevation.bot()),
                        Optional.empty(),
                        new TreeMap<>(detail(elevation, actor))));
        List<AccessRequest> ended = new ArrayList<>();
        for (AccessRequest request : tx.requests().granted(Optional.of(elevation.bot()))) {
            boolean orphaned = Elevation.isOne(request.rule())
                    && EffectiveRules.decide(tx, policy, request.bot(), request.scope())
                            .fold(deny -> true, allow -> false, approval -> true);
            if (orphaned) {
                endOrphaned(tx, request, actor).ifPresent(ended::add);
            }
        }
        return ended;
    }

    private static Optional<AccessRequest> endOrphaned(Transaction tx, AccessRequest request, String actor) {
        if (request.state().isOpen()) {
            return Transitions.expired(tx, request);
        }
        Revoker.mark(tx, request);
        return Transitions.revoked(tx, request, actor);
    }

    /** The fields of the audit rows about an elevation. */
    public static Map<String, String> detail(Elevation elevation, String actor) {
        return Map.of(
                "actor",
                actor,
                "elevation",
                elevation.id(),
                "repo",
                String.join(" ", elevation.scope().repositoryNames()),
                "permissions",
                String.join(" ", elevation.scope().permissions().words()),
                "expires_at",
                elevation.endsAt().toString());
    }
}
