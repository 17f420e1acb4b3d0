package botcreds.client;

import java.util.Optional;

/** Nobody has decided within the time the caller wanted to wait. The request stands and can be collected later. */
public final class StillPending extends BrokerException {
    StillPending(String requestId) {
        super(
                "pending",
                "Nobody has decided on " + requestId + " yet.",
                "Collect it later by this id, or release it.",
                Optional.of(requestId),
                null);
    }

    @Override
    public boolean isTemporary() {
        return true;
    }
}
