package botcreds.client;

/** The request was cancelled by its own bot. */
public final class RequestCancelled extends BrokerException {
    RequestCancelled(Problem problem) {
        super(problem);
    }
}
