package botcreds.broker.access;

import java.time.Duration;
import java.util.Optional;

/**
 * Calls a bot at the address it gave: an inverted interface beside {@link Announcer}. Called from several threads, again
 * until the outcome is final.
 */
public interface BotCall {
    /**
     * One attempt, of at most about 15 seconds.
     *
     * @param id   of the event, the same at each attempt
     * @param url  as the bot gave it; whoever calls checks again where it leads to
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
     */
    record NotNow(Optional<Duration> after, String why) implements Outcome {}

    /** The receiver wants no more of these. */
    record Gone(String why) implements Outcome {}
}
