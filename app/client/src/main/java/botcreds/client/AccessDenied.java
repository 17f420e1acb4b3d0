package botcreds.client;

/** A human said no ({@code approval_denied}), or the bot is locked ({@code bot_locked}). Do not repeat the same ask. */
public final class AccessDenied extends BrokerException {
    private final String reason;

    AccessDenied(Problem problem) {
        super(problem);
        this.reason = problem.detail();
    }

    /** Who said no, and their reason if they gave one. */
    public String reason() {
        return reason;
    }
}
