package botcreds.client;

/** The broker answers, but cannot serve now: its database or GitHub is away, it is stopping, or it has a fault. */
public final class BrokerUnavailable extends BrokerException {
    BrokerUnavailable(Problem problem) {
        super(problem);
    }

    @Override
    public boolean isTemporary() {
        return true;
    }
}
