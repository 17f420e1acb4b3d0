package botcreds.broker.slack;

/** Slack did not say who somebody is, so nobody knows what they may do. */
public final class SlackAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SlackAway(SlackFault cause) {
        super("Slack did not say who somebody is: " + cause.error(), cause);
    }
}
