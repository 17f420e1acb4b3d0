package botcreds.broker.credentials;

import botcreds.broker.github.RepositoryPlace;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.store.Transaction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The row for a token that the broker is about to mint for one call of its own, and that nobody ever receives. */
public final class OwnToken {
    private OwnToken() {}

    /**
     * Writes it.
     *
     * @param permission the one permission it will have, {@code name:level}
     * @param purpose    what for, in a few words
     */
    public static void record(
            Transaction tx, Optional<AccessRequest> request, RepositoryPlace place, String permission, String purpose) {
        String name = place.repository().fullName();
        Map<String, String> detail = new HashMap<>(Map.of("granted", permission, "detail", purpose + " in " + name));
        if (request.isPresent()) {
            tx.audit().append(AuditEvent.of(AuditEvent.Type.OWN_TOKEN_USED, request.get(), detail));
            return;
        }
        detail.put("repo", name);
        tx.audit().append(AuditEvent.of(AuditEvent.Type.OWN_TOKEN_USED, detail));
    }
}
