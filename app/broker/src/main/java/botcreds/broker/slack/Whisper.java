package botcreds.broker.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says something to one person only. Nothing depends on it arriving: Slack does not promise that it does. Thread-safe. */
final class Whisper {
    private static final Logger LOG = LoggerFactory.getLogger(Whisper.class);

    private final WebApi api;

    Whisper(WebApi api) {
        this.api = api;
    }

    /**
     * Where somebody can be told something.
     *
     * @param responseUrl as the request gave it, not yet looked at
     */
    record Ear(String channel, String user, Optional<String> responseUrl) {}

    void say(Ear ear, Message message) {
        tell(ear, message, message.ephemeral());
    }

    /** Says it in the place of the whispered message whose button was clicked. */
    void replace(Ear ear, Message message) {
        tell(ear, message, message.ephemeralInstead());
    }

    private void tell(Ear ear, Message message, ObjectNode answer) {
        boolean answered = ear.responseUrl()
                .filter(url -> !url.isEmpty())
                .map(url -> api.answer(url, answer.toString()))
                .orElse(false);
        if (answered || ear.channel().isEmpty()) {
            return;
        }
        try {
            api.call(methods -> methods.chatPostEphemeral(request -> request.channel(ear.channel())
                    .user(ear.user())
                    .text(message.text())
                    .blocksAsString(message.blocks().toString())));
        } catch (SlackFault fault) {
            LOG.warn("could not answer {} in {}: {}", ear.user(), ear.channel(), fault.error());
        }
    }
}
