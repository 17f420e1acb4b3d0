package botcreds.client;

/** A human said no to this, or with {@link BotLocked} to the bot as a whole. Do not repeat the same ask. */
public sealed class AccessDenied extends BrokerException permits BotLocked {
    private final String reason;

    AccessDenied(Problem problem) {
        super(problem);
        this.reason = problem.detail();
    }

    /** Who said no, and their reason if they gave one. */
    public final String reason() {
        return reason;
    }
}
