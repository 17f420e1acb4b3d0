package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.model.Human;
import botcreds.broker.requests.RequestView;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        Whisper.Ear ear = click.map(Click::ear).orElseGet(() -> Click.ear(payload));
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

    /** Does what the button says; returns what to tell whoever clicked, if anything. */
    private Optional<String> refusal(Click click) {
        if (click.button() == Button.DENY || click.button() == Button.MORE) {
            return doorkeeper.turnAway(click.origin()).or(() -> openDialog(click));
        }
        return doorkeeper.admit(
                click.origin(),
                human -> {
                    Ruling ruling = decide(click, human);
                    if (ruling.code() == Ruling.Code.SUPERSEDED) {
                        disarm(click);
                    }
                    return answer(click, ruling);
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
            case DENY, MORE -> throw new IllegalArgumentException("the dialog's submission decides, not the click");
        };
    }

    /** What became of a wish to remember is told in any case; otherwise the card says enough. */
    private static Optional<String> answer(Click click, Ruling ruling) {
        boolean cardSaysIt = ruling.accepted() && click.button() != Button.REMEMBER;
        return cardSaysIt ? Optional.empty() : Optional.of(ruling.text());
    }

    private Optional<String> openDialog(Click click) {
        About about = new About(click.stamp(), Optional.of(click.card()));
        if (click.button() == Button.DENY) {
            return open(click, DenyModal.view(about));
        }
        Optional<RequestView> view = decisions.find(click.stamp().id());
        if (view.isEmpty() || view.get().request().revision() != click.stamp().revision()) {
            return Optional.of("This request has changed since; look at its card again. Nothing was decided.");
        }
        return open(
                click,
                MoreModal.view(view.get(), about, decisions.longest(view.get().request())));
    }

    private Optional<String> open(Click click, ObjectNode view) {
        try {
            api.call(methods -> methods.viewsOpen(
                    request -> request.triggerId(click.triggerId()).viewAsString(view.toString())));
            return Optional.empty();
        } catch (SlackFault fault) {
            LOG.warn("the dialog about {} did not open: {}", click.stamp().id(), fault.error());
            return Optional.of("Slack did not open the dialog. Nothing was decided; click again, or use"
                    + " /botcreds with the request's id.");
        }
    }

    private String senseless(BlockActionPayload payload) {
        Doorkeeper.Origin origin = Click.origin(payload);
        return doorkeeper.turnAway(origin).orElseGet(() -> doorkeeper.senseless(origin.userId(), "unknown_action"));
    }
}
