package botcreds.broker.slack;

import botcreds.broker.errands.Announcer;
import botcreds.broker.model.Visible;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.RequestView;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.methods.response.chat.ChatUpdateResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts cards and notices into Slack, one call at a time and without retries: the outbox that calls it keeps the order and
 * comes again. Not thread-safe: the outbox has one thread.
 */
final class SlackAnnouncer implements Announcer {
    /** The card is gone or closed to us; only a new one can show the request. */
    private static final Set<String> CARD_LOST =
            Set.of("message_not_found", "cant_update_message", "edit_window_closed");

    private static final int MOST_REMEMBERED = 500;
    private static final int LONGEST_DETAIL = 2900;

    private final WebApi api;
    private final Channels channels;
    private final Workspace workspace;
    private final Map<CardRef, Message> shown = new LinkedHashMap<>();

    SlackAnnouncer(WebApi api, Channels channels, Workspace workspace) {
        this.api = api;
        this.channels = channels;
        this.workspace = workspace;
    }

    @Override
    public Delivery show(List<RequestView> views, Optional<CardRef> card) {
        Message message = Card.of(views, card.flatMap(workspace::threadOf));
        try {
            if (card.isEmpty()) {
                return new Delivered(post(views.get(0).channel(), Optional.empty(), message));
            }
            return new Delivered(update(card.get(), message));
        } catch (SlackFault fault) {
            // Somebody deleted the card. Who has to decide, or to revoke, still needs one; a closed receipt nobody
            // needs.
            if (card.isPresent()
                    && CARD_LOST.contains(fault.error())
                    && views.stream().anyMatch(SlackAnnouncer::isNeeded)) {
                return show(views, Optional.empty());
            }
            return outcome(fault);
        }
    }

    @Override
    public boolean fits(List<RequestView> views) {
        return Card.fits(views);
    }

    private static boolean isNeeded(RequestView view) {
        return switch (view.request().state()) {
            case PENDING, APPROVED, ISSUED -> true;
            case DENIED, EXPIRED, CANCELLED, FAILED, REVOKED -> false;
        };
    }

    @Override
    public Delivery tell(Notice notice) {
        String line = Visible.line(notice.headline(), 1000);
        ObjectNode block = notice.detail().isBlank()
                ? BlockKit.section(BlockKit.plain(line))
                : BlockKit.literal(line, Visible.lines(notice.detail(), LONGEST_DETAIL));
        return say(notice.channel(), Optional.empty(), Message.of(Mrkdwn.words(shortened(line)), List.of(block)));
    }

    @Override
    public Delivery reply(Reply reply, CardRef card) {
        String line = Visible.line(reply.headline(), 1000);
        Mrkdwn whom = Mrkdwn.words("");
        reply.mentions().forEach(id -> whom.mention(id).and(" "));
        List<ObjectNode> blocks = new ArrayList<>();
        if (!reply.mentions().isEmpty()) {
            blocks.add(BlockKit.section(BlockKit.mrkdwn(whom)));
        }
        Optional<String> detail = Optional.of(reply.detail()).filter(text -> !text.isBlank());
        blocks.add(BlockKit.done(line, reply.by(), detail.map(text -> Visible.lines(text, LONGEST_DETAIL))));
        Mrkdwn text = whom.and(shortened(line));
        reply.by().ifPresent(who -> text.and(" by ").person(who));
        return say(card.channel(), Optional.of(card.timestamp()), Message.of(text, blocks));
    }

    private static String shortened(String line) {
        return Visible.line(line, 600);
    }

    private Delivery say(String channel, Optional<String> thread, Message message) {
        try {
            return new Delivered(post(channel, thread, message));
        } catch (SlackFault fault) {
            return outcome(fault);
        }
    }

    private CardRef post(String channel, Optional<String> thread, Message message) throws SlackFault {
        channels.requireOurs(channel);
        ChatPostMessageResponse posted = api.call(methods -> methods.chatPostMessage(request -> request.channel(channel)
                .threadTs(thread.orElse(null))
                .text(message.text())
                .blocksAsString(message.blocks().toString())
                .unfurlLinks(false)
                .unfurlMedia(false)
                .linkNames(false)));
        return new CardRef(posted.getChannel(), posted.getTs());
    }

    /** Several requests in one message change one after the other, and each change asks for the same look of it. */
    private CardRef update(CardRef card, Message message) throws SlackFault {
        if (message.equals(shown.get(card))) {
            return card;
        }
        ChatUpdateResponse updated = api.call(methods -> methods.chatUpdate(request -> request.channel(card.channel())
                .ts(card.timestamp())
                .text(message.text())
                .blocksAsString(message.blocks().toString())
                .linkNames(false)));
        shown.remove(card);
        shown.put(card, message);
        if (shown.size() > MOST_REMEMBERED) {
            shown.remove(shown.keySet().iterator().next());
        }
        return new CardRef(updated.getChannel(), updated.getTs());
    }

    private static Delivery outcome(SlackFault fault) {
        return fault.retryAfter()
                .<Delivery>map(wait -> new Later(wait, "Slack: " + fault.error(), fault.isAway()))
                .orElseGet(() -> new Never("Slack: " + fault.error() + "; "
                        + Remedies.of(fault.error()).orElse("see docs.slack.dev for what it means")));
    }
}
