package botcreds.broker.slack;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Reason;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Visible;
import botcreds.broker.requests.RequestView;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The card of a request that is decided: a receipt. Its header is ours alone, so no text of a bot can pass for one. */
final class DecidedCard {
    /** Who decided when no human did, as {@link HumanDecision#byId} has it. */
    private static final String BY_POLICY = "policy";

    private DecidedCard() {}

    /**
     * Renders it.
     *
     * @param thread where the thread below it is; unknown before it hangs
     */
    static Message of(RequestView view, Optional<String> thread) {
        AccessRequest request = view.request();
        String status = status(request.state());
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.header(status + " · Credential Request #" + request.shortId()));
        blocks.addAll(ScopeBlocks.of(request));
        blocks.add(Card.reason(request));
        blocks.addAll(body(view));
        thread.ifPresent(address ->
                blocks.add(BlockKit.context(BlockKit.mrkdwn(Mrkdwn.words("").link(address, "Details and history")))));
        Mrkdwn text = Mrkdwn.words(status + ": #" + request.shortId() + ", " + request.bot());
        return Message.of(text.and(", " + ScopeBlocks.some(request.scope().repositoryNames())), blocks);
    }

    /** What became of it, and what can still be done about that. */
    static List<ObjectNode> body(RequestView view) {
        AccessRequest request = view.request();
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.section(BlockKit.mrkdwn(outcome(view))));
        Card.asked(view).ifPresent(blocks::add);
        if (request.state() == RequestState.DENIED || request.state() == RequestState.FAILED) {
            request.decision()
                    .flatMap(HumanDecision::reason)
                    .map(text -> new Reason(text).text())
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> blocks.add(BlockKit.literal("Why", text)));
        }
        view.remembered().ifPresent(text -> blocks.add(BlockKit.context(BlockKit.plain(Visible.line(text, 600)))));
        if (isRevocable(view)) {
            blocks.add(revoke(request));
        }
        return blocks;
    }

    static String status(RequestState state) {
        return switch (state) {
            case PENDING -> "⏳ Pending";
            case APPROVED, ISSUED -> "✅ Approved";
            case DENIED -> "❌ Denied";
            case EXPIRED -> "⌛ Expired";
            case CANCELLED -> "🚫 Cancelled";
            case FAILED -> "⚠️ Failed";
            case REVOKED -> "🔒 Revoked";
        };
    }

    private static Mrkdwn outcome(RequestView view) {
        AccessRequest request = view.request();
        return switch (request.state()) {
            case PENDING -> throw new IllegalArgumentException("this request is not decided");
            case APPROVED ->
                approval(view)
                        .and("\nThe bot has not collected it yet; it can until ")
                        .time(request.expiresAt());
            case ISSUED -> until(approval(view), view);
            case DENIED -> decided("Denied", request);
            case EXPIRED ->
                view.credential().isPresent()
                        ? approval(view).and("\nIts time is over; the credential no longer works.")
                        : Mrkdwn.words(
                                "Not decided or not collected in time. Nothing was issued; the bot may ask again.");
            case CANCELLED -> Mrkdwn.words("The bot took its request back. Nothing was issued.");
            case FAILED ->
                Mrkdwn.words("No credential could be made, and none was issued. The bot was told why; ")
                        .and("the audit log has the details.");
            case REVOKED -> approval(view).and("\n" + ended(view.credential()));
        };
    }

    private static Mrkdwn approval(RequestView view) {
        AccessRequest request = view.request();
        if (view.votes().size() < 2) {
            return decided("Approved", request);
        }
        Mrkdwn text = Mrkdwn.words("Approved by ");
        for (int at = 0; at < view.votes().size(); at++) {
            text.and(at == 0 ? "" : ", ").person(view.votes().get(at).humanId());
        }
        request.decision().ifPresent(decision -> text.and(" · ").time(decision.at()));
        return text;
    }

    private static Mrkdwn decided(String what, AccessRequest request) {
        return request.decision()
                .filter(decision -> !decision.byId().equals(BY_POLICY))
                .map(decision -> Mrkdwn.words(what + " by ")
                        .person(decision.byId())
                        .and(" · ")
                        .time(decision.at()))
                .orElseGet(() -> Mrkdwn.words(what + " by the policy"));
    }

    private static Mrkdwn until(Mrkdwn text, RequestView view) {
        laterEnd(view)
                .ifPresentOrElse(
                        ends -> text.and("\nThe session ends ").time(ends),
                        () -> view.credential()
                                .ifPresent(issued -> text.and("\nValid until ").time(issued.expiresAt())));
        return text;
    }

    /** Returns when a session ends that outlives its newest credential. Any other grant's end is its credential's. */
    private static Optional<Instant> laterEnd(RequestView view) {
        return view.request()
                .grantEndsAt()
                .filter(ends -> view.request().kind() == Kind.SESSION)
                .filter(ends -> view.credential()
                        .map(issued -> issued.expiresAt().isBefore(ends))
                        .orElse(true));
    }

    private static String ended(Optional<Credential> credential) {
        return credential
                        .filter(issued -> issued.state() == CredentialState.REVOKING)
                        .isPresent()
                ? "It is being revoked; GitHub has not confirmed that yet."
                : "The credential was revoked and no longer works.";
    }

    private static boolean isRevocable(RequestView view) {
        return view.request().state() == RequestState.ISSUED || view.request().state() == RequestState.APPROVED;
    }

    private static ObjectNode revoke(AccessRequest request) {
        Stamp stamp = Stamp.of(request);
        ObjectNode button = BlockKit.button(
                Button.REVOKE.actionId(), "Revoke", stamp.toString(), "Revoke request #" + request.shortId());
        String question =
                "What " + request.bot() + " got, or is about to get, stops working at once. This cannot be undone.";
        button.set("confirm", BlockKit.confirm("Revoke it now?", question, "Revoke"));
        return BlockKit.actions(Button.REVOKE.blockId(stamp), List.of(button));
    }
}
