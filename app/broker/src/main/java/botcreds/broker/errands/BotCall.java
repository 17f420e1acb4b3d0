package botcreds.broker.errands;

import java.time.Duration;
import java.util.Optional;

/**
 * Calls a bot at the address it gave, or a receiver that the policy names: an inverted interface beside {@link Announcer}.
 * Called from several threads, again until the outcome is final.
 */
public interface BotCall {
    /**
     * One attempt, of at most about 15 seconds.
     *
     * @param id   of the event, the same at each attempt
     * @param url  as the bot or the policy has it; whoever calls checks again where it leads to
     * @param body JSON, to be sent as it is
     */
    Outcome call(String id, String url, String body);

    /** What became of an attempt. */
    interface Outcome {}

    /** The receiver took it. */
    record Taken() implements Outcome {}

    /**
     * Not this time.
     *
     * @param after how long the receiver asked to be left alone
     * @param why   for the operator; holds no secret
     * @param away  whether it is the receiver's host that does not work, not this one message
     */
    record NotNow(Optional<Duration> after, String why, boolean away) implements Outcome {
        /** The host did not answer, or said that it cannot. */
        public static NotNow away(String why) {
            return new NotNow(Optional.empty(), why, true);
        }

        /** The host works and did not take this. */
        public static NotNow refused(String why) {
            return new NotNow(Optional.empty(), why, false);
        }
    }

    /** The receiver wants no more of these. */
    record Gone(String why) implements Outcome {}
}
