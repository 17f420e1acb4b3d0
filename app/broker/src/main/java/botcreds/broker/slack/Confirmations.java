package botcreds.broker.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload.Action;
import com.slack.api.bolt.response.Response;
import java.util.List;
import java.util.Optional;

/** What the buttons below a command's question do: the command, or nothing; the question is replaced by the answer. Thread-safe. */
final class Confirmations {
    private final Commands commands;
    private final Doorkeeper doorkeeper;
    private final Whisper whisper;
    private final Prompt prompt;

    Confirmations(Commands commands, Doorkeeper doorkeeper, Whisper whisper, Prompt prompt) {
        this.commands = commands;
        this.doorkeeper = doorkeeper;
        this.whisper = whisper;
        this.prompt = prompt;
    }

    /** Tells whether this is a click on one of these buttons and on nothing else. */
    static boolean isOne(BlockActionPayload payload) {
        List<Action> actions = payload.getActions();
        return actions != null
                && actions.size() == 1
                && Confirmation.BLOCK.equals(actions.get(0).getBlockId())
                && (Confirmation.CONFIRM.equals(actions.get(0).getActionId())
                        || Confirmation.CANCEL.equals(actions.get(0).getActionId()));
    }

    Response take(BlockActionPayload payload) {
        Doorkeeper.Origin origin = Click.origin(payload);
        String channel =
                payload.getContainer() == null || payload.getContainer().getChannelId() == null
                        ? ""
                        : payload.getContainer().getChannelId();
        Whisper.Ear ear = new Whisper.Ear(channel, origin.userId(), Optional.ofNullable(payload.getResponseUrl()));
        return prompt.answer(
                () -> {
                    whisper.replace(ear, answer(payload.getActions().get(0), origin));
                    return Response.ok();
                },
                Response::ok,
                done -> {},
                text -> {
                    whisper.replace(ear, Message.plain(text));
                    return Response.ok();
                });
    }

    private Message answer(Action action, Doorkeeper.Origin origin) {
        if (Confirmation.CANCEL.equals(action.getActionId())) {
            return Message.plain("Cancelled; nothing was done.");
        }
        Optional<Confirmation> confirmed =
                Optional.ofNullable(action.getValue()).flatMap(Confirmation::parse);
        return doorkeeper.admit(
                origin,
                human -> confirmed
                        .map(confirmation -> SlashCommand.fitting(commands.confirmed(human, confirmation)))
                        .orElseGet(() -> Message.plain(doorkeeper.senseless(origin.userId(), "unknown_action"))),
                Message::plain);
    }
}
