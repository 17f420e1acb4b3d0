package botcreds.client;

/** The broker has no such request of this bot. */
public final class RequestNotFound extends BrokerException {
    RequestNotFound(Problem problem) {
        super(problem);
    }
}
