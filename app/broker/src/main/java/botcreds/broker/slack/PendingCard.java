package botcreds.broker.slack;

import botcreds.broker.access.RequestView;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Level;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The card of a request that waits for a human. */
final class PendingCard {
    private static final int LONGEST_CONFIRM = 300;
    private static final int LONGEST_RULE = 2500;
    private static final String CONSEQUENCE = "\nFrom then on this is issued without asking.";

    private PendingCard() {}

    static Message of(RequestView view) {
        AccessRequest request = view.request();
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.header("🔐 Credential Request #" + request.shortId()));
        blocks.addAll(ScopeBlocks.of(request));
        blocks.add(Card.reason(request));
        warning(view).ifPresent(text -> blocks.add(BlockKit.context(BlockKit.plain(text))));
        blocks.add(BlockKit.context(BlockKit.mrkdwn(Mrkdwn.words("Requested ")
                .time(request.createdAt())
                .and(" · expires ")
                .time(request.expiresAt())
                .and(" · " + history(view)))));
        if (view.approvalsNeeded() > 1) {
            blocks.add(BlockKit.context(BlockKit.mrkdwn(votes(view))));
        }
        Optional<String> rule = view.remembers()
                .filter(text -> text.length() <= LONGEST_RULE)
                .map(text -> Visible.lines(text, LONGEST_RULE));
        rule.filter(text -> question(text).length() > LONGEST_CONFIRM)
                .ifPresent(
                        text -> blocks.add(BlockKit.literal("Rule that Approve + Remember adds to the policy", text)));
        blocks.add(buttons(request, rule));
        return Message.of(ScopeBlocks.sentence(request).and(": approval needed (#" + request.shortId() + ")"), blocks);
    }

    private static ObjectNode buttons(AccessRequest request, Optional<String> rule) {
        Stamp stamp = Stamp.of(request);
        String named = " request #" + request.shortId();
        List<ObjectNode> buttons = new ArrayList<>();
        buttons.add(button(Button.APPROVE, "Approve", stamp, "Approve" + named).put("style", "primary"));
        rule.ifPresent(text -> {
            ObjectNode remember =
                    button(Button.REMEMBER, "Approve + Remember", stamp, "Approve" + named + " and remember it");
            String question = question(text).length() <= LONGEST_CONFIRM
                    ? question(text)
                    : "Adds the rule that is shown on the card to the policy." + CONSEQUENCE;
            remember.set("confirm", BlockKit.confirm("Approve and remember?", question, "Approve + Remember"));
            buttons.add(remember);
        });
        buttons.add(button(Button.DENY, "Deny", stamp, "Deny" + named));
        return BlockKit.actions(Button.APPROVE.blockId(stamp), buttons);
    }

    private static ObjectNode button(Button button, String label, Stamp stamp, String accessibilityLabel) {
        return BlockKit.button(button.actionId(), label, stamp.toString(), accessibilityLabel);
    }

    private static String question(String rule) {
        return "Adds to the policy:\n" + rule + CONSEQUENCE;
    }

    private static Mrkdwn votes(RequestView view) {
        Mrkdwn text = Mrkdwn.words(view.votes().size() + " of " + view.approvalsNeeded() + " approvals");
        for (int at = 0; at < view.votes().size(); at++) {
            text.and(at == 0 ? ": " : ", ").person(view.votes().get(at).humanId());
        }
        return text;
    }

    private static String history(RequestView view) {
        if (view.approvedBefore() == 0) {
            return view.deniedBefore() == 0
                    ? "never asked for before"
                    : "never approved, denied " + view.deniedBefore() + "× before";
        }
        return "approved " + view.approvedBefore() + "× before, "
                + (view.deniedBefore() == 0 ? "never denied" : "denied " + view.deniedBefore() + "×");
    }

    private static Optional<String> warning(RequestView view) {
        var levels = view.request().scope().permissions().levels();
        if (levels.containsKey("administration") || levels.containsValue(Level.ADMIN)) {
            return Optional.of("⚠️ Includes administration: the bot could change settings and who has access.");
        }
        if (levels.containsKey("workflows") || levels.containsKey("secrets")) {
            return Optional.of(
                    "⚠️ Includes workflows or secrets: the bot could run code with the repository's secrets.");
        }
        return Optional.empty();
    }
}
