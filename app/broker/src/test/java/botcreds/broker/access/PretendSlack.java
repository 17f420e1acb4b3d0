package botcreds.broker.access;

import botcreds.broker.errands.Announcer;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.RequestView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A Slack that takes everything, and remembers in which message it was last shown what. */
public final class PretendSlack implements Announcer {
    /** What was posted or changed, in order. */
    public record Seen(CardRef where, List<RequestView> views) {}

    public final List<Seen> seen = new CopyOnWriteArrayList<>();
    public final List<Notice> notices = new CopyOnWriteArrayList<>();
    public final List<Reply> replies = new CopyOnWriteArrayList<>();
    private final AtomicInteger posted = new AtomicInteger();
    /** What happens while a message is on its way. */
    public volatile Runnable meanwhile = () -> {};

    @Override
    public Delivery show(List<RequestView> views, Optional<CardRef> card) {
        CardRef where =
                card.orElseGet(() -> new CardRef("C0APPROVALS", "1795000000.%06d".formatted(posted.incrementAndGet())));
        meanwhile.run();
        seen.add(new Seen(where, List.copyOf(views)));
        return new Delivered(where);
    }

    @Override
    public boolean fits(List<RequestView> views) {
        return true;
    }

    @Override
    public Delivery tell(Notice notice) {
        notices.add(notice);
        return new Delivered(new CardRef(notice.channel(), "1795000000.0"));
    }

    @Override
    public Delivery reply(Reply reply, CardRef card) {
        replies.add(reply);
        return new Delivered(card);
    }

    public int messages() {
        return posted.get();
    }

    /** What is in the message that was touched last. */
    public List<RequestView> last() {
        return seen.get(seen.size() - 1).views();
    }

    public List<Reply> repliesWith(String text) {
        return replies.stream()
                .filter(reply ->
                        reply.headline().contains(text) || reply.detail().contains(text))
                .toList();
    }
}
