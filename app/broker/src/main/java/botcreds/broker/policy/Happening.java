package botcreds.broker.policy;

import java.util.Locale;

/** What humans may want to hear of, by the words of {@code notify:}. */
public enum Happening {
    /** A request waits for a human. */
    WAITING,
    APPROVED,
    /** The bot has collected its first credential. */
    ISSUED,
    DENIED,
    EXPIRED,
    FAILED,
    CANCELLED,
    REVOKED,
    /** Not about one request: an alert, a rejected policy, what the broker found out by itself. */
    NOTICE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether somebody must do something about it, so that another way must be found when Slack is away. */
    boolean isUrgent() {
        return this == WAITING || this == NOTICE;
    }
}
