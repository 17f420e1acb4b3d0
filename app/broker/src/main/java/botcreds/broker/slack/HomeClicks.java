package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.model.Human;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.rules.RuleReviews;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.bolt.response.Response;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the buttons on the Home tab and in a review do: the same decisions as everywhere, and nothing of what the tab showed
 * is believed. What became of a click stands on top of the tab afterwards. Thread-safe.
 */
final class HomeClicks {
    private static final Logger LOG = LoggerFactory.getLogger(HomeClicks.class);

    private final Decisions decisions;
    private final RuleReviews reviews;
    private final Doorkeeper doorkeeper;
    private final HomeTabs tabs;
    private final WebApi api;
    private final Whisper whisper;
    private final Prompt prompt;

    HomeClicks(
            Decisions decisions,
            RuleReviews reviews,
            Doorkeeper doorkeeper,
            HomeTabs tabs,
            WebApi api,
            Whisper whisper,
            Prompt prompt) {
        this.decisions = decisions;
        this.reviews = reviews;
        this.doorkeeper = doorkeeper;
        this.tabs = tabs;
        this.api = api;
        this.whisper = whisper;
        this.prompt = prompt;
    }

    Response take(BlockActionPayload payload) {
        Optional<HomeClick> click = HomeClick.of(payload);
        return prompt.answer(
                () -> {
                    click.ifPresentOrElse(made -> handle(made, payload), () -> senseless(payload));
                    return Response.ok();
                },
                Response::ok,
                done -> {},
                fault -> {
                    click.ifPresent(made -> say(made, payload, "🚫 " + fault));
                    return Response.ok();
                });
    }

    private void handle(HomeClick click, BlockActionPayload payload) {
        if (click.button() == HomeButton.DENY) {
            doorkeeper.turnAway(click.origin()).or(() -> openModal(click)).ifPresent(text -> say(click, payload, text));
            return;
        }
        String said = doorkeeper.admit(click.origin(), human -> act(click, human), text -> "🚫 " + text);
        say(click, payload, said);
        tabs.changed();
    }

    private String act(HomeClick click, Human human) {
        return switch (click.button()) {
            case APPROVE -> told(decisions.approve(target(click), human, Surface.SLACK_HOME, false));
            // Denying also revokes what was issued; so the button works on either side of the collecting.
            case REVOKE -> told(decisions.deny(target(click), human, Surface.SLACK_HOME, Optional.empty()));
            case KEEP_RULE -> told(reviews.keep(click.value(), human, surface(click)));
            case REMOVE_RULE -> told(reviews.remove(click.value(), human, surface(click)));
            case DENY -> throw new IllegalArgumentException("the dialog's submission denies, not the click");
        };
    }

    private static Target target(HomeClick click) {
        return Stamp.parse(click.value()).orElseThrow().shown();
    }

    private static Surface surface(HomeClick click) {
        return click.inHome() ? Surface.SLACK_HOME : Surface.SLACK_COMMAND;
    }

    private static String told(Ruling ruling) {
        return (ruling.accepted() ? "✅ " : "🚫 ") + ruling.text();
    }

    private static String told(RuleReviews.Outcome outcome) {
        return (outcome.done() ? "✅ " : "🚫 ") + outcome.text();
    }

    private Optional<String> openModal(HomeClick click) {
        Stamp stamp = Stamp.parse(click.value()).orElseThrow();
        String view = DenyModal.view(new About(stamp, Optional.empty())).toString();
        try {
            api.call(methods -> methods.viewsOpen(
                    request -> request.triggerId(click.triggerId()).viewAsString(view)));
            return Optional.empty();
        } catch (SlackFault fault) {
            LOG.warn("the dialog to deny {} did not open: {}", stamp.id(), fault.error());
            return Optional.of("🚫 Slack did not open the dialog. Nothing was decided; click again, or use"
                    + " /botcreds deny with the request's id.");
        }
    }

    /** The Home tab has no place for an ephemeral answer, so it says it itself. */
    private void say(HomeClick click, BlockActionPayload payload, String text) {
        if (click.inHome()) {
            tabs.show(click.origin(), text);
            return;
        }
        String channel =
                payload.getContainer() == null ? "" : payload.getContainer().getChannelId();
        whisper.say(
                new Whisper.Ear(
                        channel == null ? "" : channel,
                        click.origin().userId(),
                        Optional.ofNullable(payload.getResponseUrl())),
                Message.plain(text));
    }

    private void senseless(BlockActionPayload payload) {
        Doorkeeper.Origin origin = Click.origin(payload);
        if (doorkeeper.turnAway(origin).isEmpty()) {
            doorkeeper.senseless(origin.userId(), "unknown_action");
        }
    }
}
