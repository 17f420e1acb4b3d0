package botcreds.broker.slack;

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
        tell(ear, message, false);
    }

    /** Says it in the place of what was clicked on, so that it cannot be clicked again. */
    void replace(Ear ear, Message message) {
        tell(ear, message, true);
    }

    private void tell(Ear ear, Message message, boolean replacing) {
        boolean answered = ear.responseUrl()
                .filter(url -> !url.isEmpty())
                .map(url -> api.answer(
                        url,
                        message.ephemeral().put("replace_original", replacing).toString()))
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
