package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.model.Reason;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import com.slack.api.bolt.response.Response;
import com.slack.api.model.view.ViewState;
import java.util.Map;
import java.util.Optional;

/** What the dialog behind [Deny] does: it closes when the denial stands, and otherwise says why it does not. Thread-safe. */
final class Denials {
    private final Decisions decisions;
    private final Doorkeeper doorkeeper;
    private final Whisper whisper;
    private final Prompt prompt;

    Denials(Decisions decisions, Doorkeeper doorkeeper, Whisper whisper, Prompt prompt) {
        this.decisions = decisions;
        this.doorkeeper = doorkeeper;
        this.whisper = whisper;
        this.prompt = prompt;
    }

    Response take(ViewSubmissionPayload payload) {
        Optional<About> about =
                Optional.ofNullable(payload.getView().getPrivateMetadata()).flatMap(About::parse);
        Doorkeeper.Origin origin = Dialog.origin(payload);
        Optional<String> refusal = prompt.answer(
                () -> about.map(which -> deny(which, origin, reason(payload)))
                        .orElseGet(() -> Optional.of(senseless(origin))),
                Optional::empty,
                late -> late.ifPresent(text -> about.ifPresent(which -> whisper.say(
                        new Whisper.Ear(
                                which.card().map(CardRef::channel).orElse(""), origin.userId(), Optional.empty()),
                        Message.plain(text)))),
                Optional::of);
        return refusal.map(text -> Dialog.instead(Dialog.refusal("Not denied", text)))
                .orElseGet(Response::ok);
    }

    private Optional<String> deny(About about, Doorkeeper.Origin origin, Optional<String> reason) {
        return doorkeeper.admit(
                origin,
                human -> {
                    Ruling ruling = decisions.deny(about.target(), human, Surface.SLACK_BUTTON, reason);
                    return ruling.accepted() ? Optional.empty() : Optional.of(ruling.text());
                },
                Optional::of);
    }

    private String senseless(Doorkeeper.Origin origin) {
        return doorkeeper.turnAway(origin).orElseGet(() -> doorkeeper.senseless(origin.userId(), "unknown_view"));
    }

    private static Optional<String> reason(ViewSubmissionPayload payload) {
        ViewState state = payload.getView().getState();
        if (state == null || state.getValues() == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(state.getValues()
                        .getOrDefault(DenyModal.REASON_BLOCK, Map.of())
                        .get(DenyModal.REASON_ACTION))
                .map(ViewState.Value::getValue)
                .map(text -> new Reason(text).text())
                .filter(text -> !text.isEmpty());
    }
}
