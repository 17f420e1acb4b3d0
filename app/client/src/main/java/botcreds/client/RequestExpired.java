package botcreds.client;

/** Nobody decided in time, or what was granted has reached its end. Ask again if it is still needed. */
public final class RequestExpired extends BrokerException {
    RequestExpired(Problem problem) {
        super(problem);
    }
}
