package botcreds.client;

import java.util.Optional;

/** It was for one token and not for a session, and what had been asked is not known any more. */
public final class NotRefreshable extends BrokerException {
    NotRefreshable(Problem problem) {
        super(problem);
    }

    NotRefreshable(String requestId) {
        super(
                "not_refreshable",
                "This was for one token, and what was asked is not known here.",
                "Ask anew with getCredentials, or open a session next time.",
                Optional.of(requestId),
                null);
    }
}
