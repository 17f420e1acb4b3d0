package botcreds.broker.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import com.slack.api.bolt.response.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes {@code /botcreds} from Slack and gives the answer back, at once or when it is there. Thread-safe. */
final class SlashCommand {
    static final String NAME = "/botcreds";

    private final Commands commands;
    private final Doorkeeper doorkeeper;
    private final Whisper whisper;
    private final Prompt prompt;

    SlashCommand(Commands commands, Doorkeeper doorkeeper, Whisper whisper, Prompt prompt) {
        this.commands = commands;
        this.doorkeeper = doorkeeper;
        this.whisper = whisper;
        this.prompt = prompt;
    }

    Response take(SlashCommandPayload payload) {
        Doorkeeper.Origin origin = new Doorkeeper.Origin(
                text(payload.getTeamId()),
                text(payload.getEnterpriseId()),
                text(payload.getApiAppId()),
                text(payload.getUserId()),
                "");
        Whisper.Ear ear = new Whisper.Ear(
                text(payload.getChannelId()), origin.userId(), Optional.ofNullable(payload.getResponseUrl()));
        Message answer = prompt.answer(
                () -> doorkeeper.admit(
                        origin, human -> fitting(commands.answer(human, text(payload.getText()))), Message::plain),
                () -> Message.plain("Still at it; the answer comes in a moment."),
                late -> whisper.say(ear, late),
                Message::plain);
        return Responses.json(answer.ephemeral());
    }

    /** An answer that Slack would refuse would be none at all. */
    static Message fitting(Message answer) {
        return BlockKitLimits.violations(answer).isEmpty()
                ? answer
                : Message.plain("The answer is too large for Slack; narrow it down, or use the botcreds command.");
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
