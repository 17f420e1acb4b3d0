package botcreds.client;

/** The broker does not know the caller: the API key is missing, wrong or withdrawn. */
public final class NotAuthenticated extends BrokerException {
    NotAuthenticated(Problem problem) {
        super(problem);
    }
}
