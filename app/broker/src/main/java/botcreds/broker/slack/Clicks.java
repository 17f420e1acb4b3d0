package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.access.Ruling;
import botcreds.broker.access.Surface;
import botcreds.broker.access.Target;
import botcreds.broker.model.Human;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.bolt.response.Response;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the buttons on a card do. The card itself is changed by the outbox once something was decided; only whoever was
 * refused is told so here. Thread-safe.
 */
final class Clicks {
    private static final Logger LOG = LoggerFactory.getLogger(Clicks.class);

    private final Decisions decisions;
    private final Doorkeeper doorkeeper;
    private final WebApi api;
    private final Whisper whisper;
    private final Prompt prompt;

    Clicks(Decisions decisions, Doorkeeper doorkeeper, WebApi api, Whisper whisper, Prompt prompt) {
        this.decisions = decisions;
        this.doorkeeper = doorkeeper;
        this.api = api;
        this.whisper = whisper;
        this.prompt = prompt;
    }

    /** Takes a payload of any shape, also those that no button of ours makes. */
    Response take(BlockActionPayload payload) {
        Optional<Click> click = Click.of(payload);
        Whisper.Ear ear = click.map(Click::ear).orElseGet(() -> ear(payload));
        return prompt.answer(
                () -> {
                    click.map(this::refusal)
                            .orElseGet(() -> Optional.of(senseless(payload)))
                            .ifPresent(text -> whisper.say(ear, Message.plain(text)));
                    return Response.ok();
                },
                Response::ok,
                done -> {},
                text -> {
                    whisper.say(ear, Message.plain(text));
                    return Response.ok();
                });
    }

    /** Does what the button says; returns why it did not, where it did not. */
    private Optional<String> refusal(Click click) {
        if (click.button() == Button.DENY) {
            return doorkeeper.turnAway(click.origin()).or(() -> openModal(click));
        }
        return doorkeeper.admit(
                click.origin(),
                human -> {
                    Ruling ruling = decide(click, human);
                    if (ruling.code() == Ruling.Code.SUPERSEDED) {
                        disarm(click);
                    }
                    return refusal(ruling);
                },
                Optional::of);
    }

    /** A copy that was posted before a crash and then forgotten: nothing would ever take its buttons away. */
    private void disarm(Click click) {
        Message plain = Message.plain("This copy is out of date; another message shows the request as it is now.");
        try {
            api.call(methods ->
                    methods.chatUpdate(request -> request.channel(click.card().channel())
                            .ts(click.card().timestamp())
                            .text(plain.text())
                            .blocksAsString(plain.blocks().toString())));
        } catch (SlackFault fault) {
            LOG.info("a forgotten copy of a card keeps its buttons, which decide nothing: {}", fault.error());
        }
    }

    private Ruling decide(Click click, Human human) {
        Target target = click.stamp().clickedOn(click.card());
        return switch (click.button()) {
            case APPROVE -> decisions.approve(target, human, Surface.SLACK_BUTTON, false);
            case REMEMBER -> decisions.approve(target, human, Surface.SLACK_BUTTON, true);
            // Denying also revokes what was issued; so the button on a receipt works on either side of the collecting.
            case REVOKE -> decisions.deny(target, human, Surface.SLACK_BUTTON, Optional.empty());
            case DENY -> throw new IllegalArgumentException("the dialog's submission denies, not the click");
        };
    }

    private static Optional<String> refusal(Ruling ruling) {
        return ruling.accepted() ? Optional.empty() : Optional.of(ruling.text());
    }

    private Optional<String> openModal(Click click) {
        String view = DenyModal.view(new DenyModal.About(click.stamp(), Optional.of(click.card())))
                .toString();
        try {
            api.call(methods -> methods.viewsOpen(
                    request -> request.triggerId(click.triggerId()).viewAsString(view)));
            return Optional.empty();
        } catch (SlackFault fault) {
            LOG.warn("the dialog to deny {} did not open: {}", click.stamp().id(), fault.error());
            return Optional.of("Slack did not open the dialog. Nothing was decided; click again, or use"
                    + " /botcreds deny with the request's id.");
        }
    }

    private String senseless(BlockActionPayload payload) {
        Doorkeeper.Origin origin = Click.origin(payload);
        return doorkeeper.turnAway(origin).orElseGet(() -> doorkeeper.senseless(origin.userId(), "unknown_action"));
    }

    private static Whisper.Ear ear(BlockActionPayload payload) {
        String channel = payload.getContainer() == null
                ? ""
                : Optional.ofNullable(payload.getContainer().getChannelId()).orElse("");
        return new Whisper.Ear(channel, Click.origin(payload).userId(), Optional.ofNullable(payload.getResponseUrl()));
    }
}
