package botcreds.client;

import java.util.Optional;

/** The broker does not know the caller: the API key is missing, wrong or withdrawn, or it is another bot's than was named. */
public final class NotAuthenticated extends BrokerException {
    NotAuthenticated(Problem problem) {
        super(problem);
    }

    private NotAuthenticated(String message) {
        super("other_bot", message, "Give the key of the bot that botId names.", Optional.empty(), null);
    }

    static NotAuthenticated otherBot(String known, String named) {
        return new NotAuthenticated("The key is of the bot " + known + ", not of " + named + "; nothing was asked.");
    }
}
