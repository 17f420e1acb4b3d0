package botcreds.broker.slack;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Visible;
import botcreds.broker.requests.RequestView;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The card of a request that waits for a human. */
final class PendingCard {
    private static final int LONGEST_CONFIRM = 300;
    private static final int LONGEST_RULE = 2500;
    private static final int LONGEST_WHY = 500;
    private static final String CONSEQUENCE = "\nFrom then on this is issued without asking.";

    private PendingCard() {}

    /**
     * Renders it.
     *
     * @param thread where the thread below it is; unknown before it hangs
     */
    static Message of(RequestView view, Optional<String> thread) {
        AccessRequest request = view.request();
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.header("🔐 Credential Request #" + request.shortId()));
        blocks.addAll(ScopeBlocks.of(request));
        blocks.addAll(body(view, thread));
        return Message.of(ScopeBlocks.sentence(request).and(": approval needed (#" + request.shortId() + ")"), blocks);
    }

    /** Everything of it below the scope. */
    static List<ObjectNode> body(RequestView view, Optional<String> thread) {
        AccessRequest request = view.request();
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(Card.reason(request));
        List<String> warnings = Warnings.of(view);
        if (!warnings.isEmpty()) {
            blocks.add(BlockKit.context(BlockKit.plain(String.join("\n", warnings))));
        }
        Card.asked(view).ifPresent(blocks::add);
        Mrkdwn times = Mrkdwn.words("Requested ")
                .time(request.createdAt())
                .and(" · expires ")
                .time(request.expiresAt())
                .and(history(view));
        thread.ifPresent(address -> times.and(" · ").link(address, "Details"));
        blocks.add(BlockKit.context(BlockKit.mrkdwn(times)));
        if (view.approvalsNeeded() > 1) {
            blocks.add(BlockKit.context(BlockKit.mrkdwn(votes(view))));
        }
        Optional<String> rule = view.remembers()
                .filter(text -> text.length() <= LONGEST_RULE)
                .map(text -> Visible.lines(text, LONGEST_RULE));
        rule.filter(text -> question(text).length() > LONGEST_CONFIRM)
                .ifPresent(
                        text -> blocks.add(BlockKit.literal("Rule that Approve + Remember adds to the policy", text)));
        view.notRemembered()
                .map(why -> "Approve + Remember is not offered: " + why)
                .ifPresent(text -> blocks.add(BlockKit.context(BlockKit.plain(Visible.lines(text, LONGEST_WHY)))));
        blocks.add(buttons(request, rule));
        return blocks;
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
        buttons.add(button(Button.MORE, "More…", stamp, "Approve less of" + named + ", or for another time"));
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
            // That it is the first time is a warning of its own.
            return view.deniedBefore() == 0 ? "" : " · never approved, denied " + view.deniedBefore() + "× before";
        }
        return " · approved " + view.approvedBefore() + "× before, "
                + (view.deniedBefore() == 0 ? "never denied" : "denied " + view.deniedBefore() + "×");
    }
}
