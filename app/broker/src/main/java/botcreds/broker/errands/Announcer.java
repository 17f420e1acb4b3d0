package botcreds.broker.errands;

import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.RequestView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where announcements go: an interface that points upward. The outbox calls it off every request's path, from one
 * thread, and again until it answers with something final; so the same call may come twice.
 */
public interface Announcer {
    /**
     * Makes one message show these requests, one or several of one bot; posts it first where there is none. Who decides
     * does so about what it shows then.
     *
     * @param views all that the message is to show, at least one
     */
    Delivery show(List<RequestView> views, Optional<CardRef> card);

    /** Tells whether one message can show all of these in full. */
    boolean fits(List<RequestView> views);

    /** Says something in a channel. */
    Delivery tell(Notice notice);

    /** Says something below a card. */
    Delivery reply(Reply reply, CardRef card);

    /**
     * Something to say. The texts are plain: whoever shows them must not read markup or mentions out of them.
     *
     * @param channel  where to say it
     * @param headline one line, our own words
     * @param detail   more of it, possibly with names or text that others wrote; may be empty
     */
    record Notice(String channel, String headline, String detail) {}

    /**
     * Something to say below a card; the texts are plain here too.
     *
     * @param headline one line
     * @param by       who did it: a human's id or a bot's name, shown behind the headline
     * @param detail   more of it; may be empty
     * @param mentions ids of people and user groups who shall notice it, as the policy has them
     */
    record Reply(String headline, Optional<String> by, String detail, List<String> mentions) {
        public Reply {
            mentions = List.copyOf(mentions);
        }
    }

    /** What became of an announcement. */
    interface Delivery {}

    /** It is there, at this place. */
    record Delivered(CardRef where) implements Delivery {}

    /**
     * Not now; try again after this time at the earliest.
     *
     * @param away nobody answered, or nobody who could have taken anything
     */
    record Later(Duration after, String why, boolean away) implements Delivery {}

    /** It will never get there as things are; a human must mend the cause. */
    record Never(String why) implements Delivery {}
}
