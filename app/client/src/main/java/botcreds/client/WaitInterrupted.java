package botcreds.client;

import java.util.Optional;

/** The thread was interrupted while it waited; its interrupt flag is set again. The request, if there is one, stands. */
public final class WaitInterrupted extends BrokerException {
    WaitInterrupted(Optional<String> requestId) {
        super(
                "interrupted",
                "The wait was interrupted.",
                "What was asked stands; collect or release it if it is known, or ask the same again to join it.",
                requestId,
                null);
    }
}
