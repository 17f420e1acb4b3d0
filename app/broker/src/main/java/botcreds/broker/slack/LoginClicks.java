package botcreds.broker.slack;

import botcreds.broker.logins.LoginAnswers;
import botcreds.broker.logins.LoginReply;
import botcreds.broker.model.Human;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload.Action;
import com.slack.api.bolt.response.Response;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the buttons under the question whether a terminal may act as somebody do. Thread-safe. */
final class LoginClicks {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final LoginAnswers answers;
    private final Doorkeeper doorkeeper;
    private final Whisper whisper;
    private final Prompt prompt;

    LoginClicks(LoginAnswers answers, Doorkeeper doorkeeper, Whisper whisper, Prompt prompt) {
        this.answers = answers;
        this.doorkeeper = doorkeeper;
        this.whisper = whisper;
        this.prompt = prompt;
    }

    /** Tells whether this is exactly one click on exactly one of these buttons, as we render them. */
    static boolean isOne(BlockActionPayload payload) {
        if (payload.getActions() == null || payload.getActions().size() != 1) {
            return false;
        }
        Action action = payload.getActions().get(0);
        String id = String.valueOf(action.getValue());
        boolean ours =
                LoginQuestionCard.YES.equals(action.getActionId()) || LoginQuestionCard.NO.equals(action.getActionId());
        return ours && ID.matcher(id).matches() && LoginQuestionCard.blockId(id).equals(action.getBlockId());
    }

    Response take(BlockActionPayload payload) {
        Action action = payload.getActions().get(0);
        boolean yes = LoginQuestionCard.YES.equals(action.getActionId());
        Whisper.Ear ear = new Whisper.Ear(
                payload.getContainer() == null
                        ? ""
                        : Optional.ofNullable(payload.getContainer().getChannelId())
                                .orElse(""),
                Click.origin(payload).userId(),
                Optional.ofNullable(payload.getResponseUrl()));
        return prompt.answer(
                () -> {
                    // The question is over either way, so what came of it takes its place.
                    whisper.replace(
                            ear,
                            doorkeeper.admit(
                                    Click.origin(payload),
                                    human -> answered(action.getValue(), human, yes),
                                    Message::plain));
                    return Response.ok();
                },
                Response::ok,
                done -> {},
                text -> {
                    whisper.say(ear, Message.plain(text));
                    return Response.ok();
                });
    }

    private Message answered(String id, Human human, boolean yes) {
        LoginReply reply = answers.answered(id, human, yes);
        return Message.plain((reply.good() ? yes ? "✅ " : "🚫 " : "") + reply.text());
    }
}
