package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.model.Human;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.bolt.response.Response;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What [Approve All] and [Deny All] do: the same as a click on each of the requests that the message showed, at the revision
 * it showed. What has changed since is left alone, and whoever clicked is told. Thread-safe.
 */
final class BatchClicks {
    private final Decisions decisions;
    private final Doorkeeper doorkeeper;
    private final Whisper whisper;
    private final Prompt prompt;

    BatchClicks(Decisions decisions, Doorkeeper doorkeeper, Whisper whisper, Prompt prompt) {
        this.decisions = decisions;
        this.doorkeeper = doorkeeper;
        this.whisper = whisper;
        this.prompt = prompt;
    }

    /** Tells whether the payload is one click on one of these buttons; whether it makes sense is another matter. */
    static boolean isOne(BlockActionPayload payload) {
        return button(payload).isPresent();
    }

    Response take(BlockActionPayload payload) {
        Whisper.Ear ear = Click.ear(payload);
        Optional<List<Target>> targets = targets(payload);
        return prompt.answer(
                () -> {
                    targets.map(all -> decide(payload, all))
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

    private Optional<String> decide(BlockActionPayload payload, List<Target> targets) {
        BatchButton button = button(payload).orElseThrow();
        return doorkeeper.admit(
                Click.origin(payload),
                human -> refusals(targets.stream()
                        .map(each -> decide(button, each, human))
                        .toList()),
                Optional::of);
    }

    private Ruling decide(BatchButton button, Target target, Human human) {
        return switch (button) {
            case APPROVE_ALL -> decisions.approve(target, human, Surface.SLACK_BUTTON, false);
            case DENY_ALL -> decisions.deny(target, human, Surface.SLACK_BUTTON, Optional.empty());
        };
    }

    private static Optional<String> refusals(List<Ruling> rulings) {
        List<String> no = rulings.stream()
                .filter(ruling -> !ruling.accepted())
                .map(Ruling::text)
                .distinct()
                .toList();
        long done = rulings.stream().filter(Ruling::accepted).count();
        return no.isEmpty()
                ? Optional.empty()
                : Optional.of(no.stream()
                        .collect(Collectors.joining("\n", done + " of " + rulings.size() + " counted.\n", "")));
    }

    private static Optional<BatchButton> button(BlockActionPayload payload) {
        return Click.onlyAction(payload).flatMap(action -> BatchButton.of(Click.text(action.getActionId())));
    }

    private static Optional<List<Target>> targets(BlockActionPayload payload) {
        return Click.onlyAction(payload)
                .filter(action ->
                        BatchButton.blockId(Click.text(action.getValue())).equals(action.getBlockId()))
                .flatMap(action -> BatchButton.stamps(Click.text(action.getValue())))
                .flatMap(stamps -> Click.card(payload)
                        .map(card -> stamps.stream()
                                .map(stamp -> stamp.clickedOn(card))
                                .toList()));
    }

    private String senseless(BlockActionPayload payload) {
        Doorkeeper.Origin origin = Click.origin(payload);
        return doorkeeper.turnAway(origin).orElseGet(() -> doorkeeper.senseless(origin.userId(), "unknown_action"));
    }
}
