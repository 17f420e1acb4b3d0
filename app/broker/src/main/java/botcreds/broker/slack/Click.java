package botcreds.broker.slack;

import botcreds.broker.requests.CardRef;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload.Action;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload.Container;
import com.slack.api.model.Message;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A click on one of our buttons, on a message; read from the payload's ids alone. Names in it are nobody's proof.
 *
 * @param triggerId opens one dialog within three seconds
 */
record Click(
        Button button,
        Stamp stamp,
        CardRef card,
        Doorkeeper.Origin origin,
        String triggerId,
        Optional<String> responseUrl) {

    /** Returns nothing where the payload is not exactly one click on exactly one button as we render it. */
    static Optional<Click> of(BlockActionPayload payload) {
        Optional<Action> only = onlyAction(payload);
        if (only.isEmpty()) {
            return Optional.empty();
        }
        Action action = only.get();
        Optional<Button> button = Button.of(text(action.getActionId()));
        Optional<Stamp> stamp = Stamp.parse(text(action.getValue()));
        Optional<CardRef> card = card(payload);
        if (button.isEmpty() || stamp.isEmpty() || card.isEmpty()) {
            return Optional.empty();
        }
        if (!button.get().blockId(stamp.get()).equals(action.getBlockId())) {
            return Optional.empty();
        }
        return Optional.of(new Click(
                button.get(),
                stamp.get(),
                card.get(),
                origin(payload),
                text(payload.getTriggerId()),
                Optional.ofNullable(payload.getResponseUrl())));
    }

    static Optional<Action> onlyAction(BlockActionPayload payload) {
        return payload.getActions() == null || payload.getActions().size() != 1
                ? Optional.empty()
                : Optional.of(payload.getActions().get(0));
    }

    /** Where whoever clicked can be told something, also about a click that makes no sense. */
    static Whisper.Ear ear(BlockActionPayload payload) {
        String channel = payload.getContainer() == null
                ? ""
                : text(payload.getContainer().getChannelId());
        return new Whisper.Ear(channel, origin(payload).userId(), Optional.ofNullable(payload.getResponseUrl()));
    }

    static Doorkeeper.Origin origin(BlockActionPayload payload) {
        BlockActionPayload.User user = payload.getUser();
        return new Doorkeeper.Origin(
                payload.getTeam() == null ? "" : text(payload.getTeam().getId()),
                payload.getEnterprise() == null
                        ? ""
                        : text(payload.getEnterprise().getId()),
                text(payload.getApiAppId()),
                user == null ? "" : text(user.getId()),
                user == null ? "" : text(user.getTeamId()));
    }

    Whisper.Ear ear() {
        return new Whisper.Ear(card.channel(), origin.userId(), responseUrl);
    }

    /** The payload names its message twice; where the two differ, nobody knows which card was clicked. */
    static Optional<CardRef> card(BlockActionPayload payload) {
        Container container = payload.getContainer();
        if (container == null || !"message".equals(container.getType())) {
            return Optional.empty();
        }
        CardRef card = new CardRef(text(container.getChannelId()), text(container.getMessageTs()));
        Message message = payload.getMessage();
        boolean contradicted = (payload.getChannel() != null
                        && !card.channel().equals(payload.getChannel().getId()))
                || (message != null && !card.timestamp().equals(message.getTs()));
        boolean complete = !card.channel().isEmpty() && !card.timestamp().isEmpty();
        return complete && !contradicted ? Optional.of(card) : Optional.empty();
    }

    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
