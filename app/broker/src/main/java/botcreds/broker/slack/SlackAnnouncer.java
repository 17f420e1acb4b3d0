package botcreds.broker.slack;

import botcreds.broker.access.Announcer;
import botcreds.broker.access.CardRef;
import botcreds.broker.access.RequestView;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.methods.response.chat.ChatUpdateResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts cards and notices into Slack, one call at a time and without retries: the outbox that calls it keeps the order and
 * comes again.
 */
final class SlackAnnouncer implements Announcer {
    /** The card is gone or closed to us; only a new one can show the request. */
    private static final Set<String> CARD_LOST =
            Set.of("message_not_found", "cant_update_message", "edit_window_closed");

    private static final Map<String, String> REMEDY = Map.of(
            "channel_not_found", "there is no such channel, or it is private: invite the app with /invite",
            "not_in_channel", "invite the app into the channel with /invite",
            "is_archived", "the channel is archived: name another one in the policy",
            "missing_scope", "give the app the scopes in slack-manifest.yml and install it again",
            "invalid_auth", "SLACK_BOT_TOKEN is not valid",
            "token_revoked", "SLACK_BOT_TOKEN was revoked: install the app again",
            "account_inactive", "the app was removed from the workspace: install it again",
            "externally_shared", "the channel is shared with another organization: name another one in the policy");

    private final WebApi api;
    private final Channels channels;

    SlackAnnouncer(WebApi api, Channels channels) {
        this.api = api;
        this.channels = channels;
    }

    @Override
    public Delivery show(RequestView view, Optional<CardRef> card) {
        Message message = Card.of(view);
        try {
            if (card.isEmpty()) {
                return new Delivered(post(view.channel(), Optional.empty(), message));
            }
            return new Delivered(update(card.get(), message));
        } catch (SlackFault fault) {
            // Somebody deleted the card. Who has to decide, or to revoke, still needs one; a closed receipt nobody
            // needs.
            if (card.isPresent() && CARD_LOST.contains(fault.error()) && isNeeded(view)) {
                return show(view, Optional.empty());
            }
            return outcome(fault);
        }
    }

    private static boolean isNeeded(RequestView view) {
        return switch (view.request().state()) {
            case PENDING, APPROVED, ISSUED -> true;
            case DENIED, EXPIRED, CANCELLED, FAILED, REVOKED -> false;
        };
    }

    @Override
    public Delivery tell(Notice notice, Optional<CardRef> thread) {
        List<ObjectNode> blocks = new ArrayList<>();
        String headline = Visible.line(notice.headline(), 1000);
        if (notice.detail().isBlank()) {
            blocks.add(BlockKit.section(BlockKit.plain(headline)));
        } else {
            blocks.add(BlockKit.literal(headline, Visible.lines(notice.detail(), 2900)));
        }
        Message message = Message.of(Mrkdwn.words(Visible.line(headline, 600)), blocks);
        String channel = thread.map(CardRef::channel).orElse(notice.channel());
        try {
            return new Delivered(post(channel, thread.map(CardRef::timestamp), message));
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

    private CardRef update(CardRef card, Message message) throws SlackFault {
        ChatUpdateResponse updated = api.call(methods -> methods.chatUpdate(request -> request.channel(card.channel())
                .ts(card.timestamp())
                .text(message.text())
                .blocksAsString(message.blocks().toString())
                .linkNames(false)));
        return new CardRef(updated.getChannel(), updated.getTs());
    }

    private static Delivery outcome(SlackFault fault) {
        return fault.retryAfter()
                .<Delivery>map(wait -> new Later(wait, "Slack: " + fault.error()))
                .orElseGet(() -> new Never("Slack: " + fault.error() + "; "
                        + REMEDY.getOrDefault(fault.error(), "see docs.slack.dev for what it means")));
    }
}
