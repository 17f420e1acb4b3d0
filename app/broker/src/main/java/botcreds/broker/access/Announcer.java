package botcreds.broker.access;

import java.time.Duration;
import java.util.Optional;

/**
 * Where announcements go: the one interface that points upward. The outbox calls it off every request's path, from one
 * thread, and again until it answers with something final; so the same call may come twice.
 */
public interface Announcer {
    /** Makes the request's card show the view; posts it first where there is none. */
    Delivery show(RequestView view, Optional<CardRef> card);

    /** Says something once: an alert, or a reply in the thread of a request's card. */
    Delivery tell(Notice notice, Optional<CardRef> thread);

    /**
     * Something to say. The texts are plain: whoever shows them must not read markup or mentions out of them.
     *
     * @param channel  where to say it, unless it goes into a thread
     * @param headline one line, our own words
     * @param detail   more of it, possibly with names or text that others wrote; may be empty
     */
    record Notice(String channel, String headline, String detail) {}

    /** What became of an announcement. */
    interface Delivery {}

    /** It is there, at this place. */
    record Delivered(CardRef where) implements Delivery {}

    /** Not now; try again after this time at the earliest. */
    record Later(Duration after, String why) implements Delivery {}

    /** It will never get there as things are; a human must mend the cause. */
    record Never(String why) implements Delivery {}
}
