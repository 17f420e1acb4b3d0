package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.access.Terms;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Human;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import com.slack.api.bolt.response.Response;
import com.slack.api.model.view.ViewState;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** What the two dialogs behind [More…] do: the first leads to the second, the second approves. Thread-safe. */
final class Narrowings {
    private static final String TITLE = "Not approved";

    private final Decisions decisions;
    private final Doorkeeper doorkeeper;
    private final Whisper whisper;
    private final Prompt prompt;

    Narrowings(Decisions decisions, Doorkeeper doorkeeper, Whisper whisper, Prompt prompt) {
        this.decisions = decisions;
        this.doorkeeper = doorkeeper;
        this.whisper = whisper;
        this.prompt = prompt;
    }

    /** Takes the terms that were chosen and shows what they come to. */
    Response choose(ViewSubmissionPayload payload) {
        return take(
                payload,
                (about, human) -> asked(about)
                        .map(request -> choose(about, request, payload))
                        .orElseGet(Narrowings::gone));
    }

    /** Approves what was displayed. */
    Response agree(ViewSubmissionPayload payload) {
        return take(
                payload,
                (about, human) -> asked(about)
                        .flatMap(request -> TermsForm.read(About.read(metadata(payload)), request))
                        .map(terms -> agree(about, terms, human))
                        .orElseGet(Narrowings::gone));
    }

    private Response choose(About about, AccessRequest request, ViewSubmissionPayload payload) {
        TermsForm.Chosen chosen = TermsForm.chosen(request, values(payload));
        if (chosen.wrong().isPresent()) {
            return Dialog.wrong(
                    chosen.wrong().get().getKey(), chosen.wrong().get().getValue());
        }
        Terms terms = chosen.terms().orElseThrow();
        return decisions
                .propose(about.target(), terms)
                .fold(
                        view -> Dialog.instead(AgreeModal.view(request, view, terms, about)),
                        no -> Dialog.instead(Dialog.refusal(TITLE, no)));
    }

    private Response agree(About about, Terms terms, Human human) {
        Ruling ruling = decisions.approve(about.target(), terms, human, Surface.SLACK_BUTTON);
        if (!ruling.accepted()) {
            return Dialog.instead(Dialog.refusal(TITLE, ruling.text()));
        }
        if (terms.rememberUntil().isPresent()) {
            whisper.say(ear(about, human.id()), Message.plain(ruling.text()));
        }
        return Response.ok();
    }

    private Response take(ViewSubmissionPayload payload, BiFunction<About, Human, Response> step) {
        Doorkeeper.Origin origin = Dialog.origin(payload);
        Optional<About> about = About.parse(metadata(payload));
        return prompt.answer(
                () -> about.map(which -> doorkeeper.admit(
                                origin,
                                human -> step.apply(which, human),
                                no -> Dialog.instead(Dialog.refusal(TITLE, no))))
                        .orElseGet(() -> Dialog.instead(Dialog.refusal(TITLE, senseless(origin)))),
                Response::ok,
                late -> about.ifPresent(which -> whisper.say(
                        ear(which, origin.userId()),
                        Message.plain("That took longer than Slack waits. The card shows whether it was approved."))),
                text -> Dialog.instead(Dialog.refusal(TITLE, text)));
    }

    private Optional<AccessRequest> asked(About about) {
        return decisions.find(about.stamp().id()).map(view -> view.request());
    }

    private static Whisper.Ear ear(About about, String user) {
        return new Whisper.Ear(about.card().map(CardRef::channel).orElse(""), user, Optional.empty());
    }

    private static Response gone() {
        return Dialog.instead(Dialog.refusal(
                TITLE, "This is no longer what the request is about, so nothing was decided. Look at its card again."));
    }

    private String senseless(Doorkeeper.Origin origin) {
        return doorkeeper.turnAway(origin).orElseGet(() -> doorkeeper.senseless(origin.userId(), "unknown_view"));
    }

    private static String metadata(ViewSubmissionPayload payload) {
        return Optional.ofNullable(payload.getView().getPrivateMetadata()).orElse("");
    }

    private static Map<String, Map<String, ViewState.Value>> values(ViewSubmissionPayload payload) {
        ViewState state = payload.getView().getState();
        return state == null || state.getValues() == null ? Map.of() : state.getValues();
    }
}
