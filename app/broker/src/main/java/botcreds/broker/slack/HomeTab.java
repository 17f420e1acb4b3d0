package botcreds.broker.slack;

import botcreds.broker.access.Overview;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Visible;
import botcreds.broker.requests.RequestView;
import botcreds.broker.rules.StandingRule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Home tab of one person: what waits for them, what lives, what is remembered, what was decided. Bounded so that it
 * stays within the hundred blocks that Slack takes.
 */
final class HomeTab {
    static final String CALLBACK_ID = "home";

    /** A request takes three blocks and up to eight more when its scope is long. */
    private static final int MOST_PENDING_BLOCKS = 40;

    private static final int MOST_RULES = 12;

    private HomeTab() {}

    /**
     * @param said  what became of the last click here, if one was just made
     * @param chart draws the week
     */
    static ObjectNode of(Overview.Glance glance, Optional<String> said, ObjectNode chart) {
        List<ObjectNode> blocks = new ArrayList<>();
        said.ifPresent(text -> blocks.add(BlockKit.section(BlockKit.plain(Visible.line(text, 2000)))));
        pending(glance.pending(), blocks);
        live(glance.live(), blocks);
        rules(glance.rules(), blocks);
        decisions(glance.decisions(), blocks);
        blocks.add(BlockKit.divider());
        blocks.add(chart);
        blocks.add(BlockKit.context(
                BlockKit.mrkdwn(Mrkdwn.words("As of ").time(glance.at()).and(" · days are UTC"))));
        return view(blocks);
    }

    /** What those see who decide about nothing. */
    static ObjectNode forOthers() {
        return view(List.of(
                BlockKit.header("Nothing for you to decide here"),
                BlockKit.section(
                        BlockKit.plain(
                                "Bots ask this broker for narrow, short-lived GitHub credentials, and their"
                                        + " approvers and owners find here what waits for them, what is alive and what was remembered.")),
                BlockKit.context(
                        BlockKit.plain("Who approves and who owns a bot stands in the broker's policy file, under"
                                + " approvers and owner. Ask whoever looks after it if you should be one."))));
    }

    private static ObjectNode view(List<ObjectNode> blocks) {
        ObjectNode view = BlockKit.object().put("type", "home").put("callback_id", CALLBACK_ID);
        view.set("blocks", BlockKit.blocks(blocks));
        return view;
    }

    private static void pending(Overview.Some<RequestView> pending, List<ObjectNode> blocks) {
        blocks.add(BlockKit.header("Waiting for you"));
        if (pending.shown().isEmpty()) {
            blocks.add(hint(
                    "Nothing waits. When a bot asks for more than the policy gives it by itself, it appears here."));
            return;
        }
        int more = pending.more();
        int room = blocks.size() + MOST_PENDING_BLOCKS;
        for (RequestView view : pending.shown()) {
            List<ObjectNode> its = request(view);
            if (blocks.size() + its.size() > room) {
                more++;
            } else {
                blocks.addAll(its);
            }
        }
        if (more > 0) {
            blocks.add(BlockKit.context(
                    BlockKit.mrkdwn(Mrkdwn.words("and " + more + " more: ").code("/botcreds pending"))));
        }
    }

    /** All that is asked for stands above its buttons, as on the card. */
    private static List<ObjectNode> request(RequestView view) {
        AccessRequest request = view.request();
        List<ObjectNode> blocks = new ArrayList<>(ScopeBlocks.of(request));
        blocks.add(Card.reason(request));
        Mrkdwn when = Mrkdwn.label("#" + request.shortId())
                .and(" · requested ")
                .time(request.createdAt())
                .and(" · expires ")
                .time(request.expiresAt());
        if (view.approvalsNeeded() > 1) {
            when.and(" · " + view.votes().size() + " of " + view.approvalsNeeded() + " approvals");
        }
        blocks.add(BlockKit.context(BlockKit.mrkdwn(when)));
        String value = Stamp.of(request).toString();
        String named = " request #" + request.shortId();
        blocks.add(BlockKit.actions(
                HomeButton.APPROVE.blockId(value),
                List.of(
                        HomeButton.APPROVE
                                .button("Approve", value, "Approve" + named)
                                .put("style", "primary"),
                        HomeButton.DENY.button("Deny", value, "Deny" + named))));
        return blocks;
    }

    private static void live(Overview.Some<RequestView> live, List<ObjectNode> blocks) {
        blocks.add(BlockKit.divider());
        blocks.add(BlockKit.header("Live credentials"));
        if (live.shown().isEmpty()) {
            blocks.add(hint("None that you could revoke."));
            return;
        }
        live.shown().forEach(view -> blocks.add(credential(view)));
        if (live.more() > 0) {
            blocks.add(BlockKit.context(BlockKit.plain("and " + live.more() + " more")));
        }
    }

    private static ObjectNode credential(RequestView view) {
        AccessRequest request = view.request();
        Mrkdwn text = Mrkdwn.label("#" + request.shortId())
                .and(" ")
                .code(request.bot().value());
        text.and("  ").names(request.scope().repositoryNames()).and("  ");
        text.names(request.scope().permissions().words());
        request.grantEndsAt().ifPresent(end -> text.and("\nuntil ").time(end));
        String value = Stamp.of(request).toString();
        ObjectNode button = HomeButton.REVOKE
                .button("Revoke", value, "Revoke request #" + request.shortId())
                .put("style", "danger");
        button.set(
                "confirm",
                BlockKit.confirm(
                        "Revoke it now?",
                        "What " + request.bot() + " got for #" + request.shortId()
                                + " stops working at once. This cannot be undone.",
                        "Revoke"));
        return BlockKit.section(BlockKit.mrkdwn(text), HomeButton.REVOKE.blockId(value), button);
    }

    private static void rules(List<StandingRule> rules, List<ObjectNode> blocks) {
        blocks.add(BlockKit.divider());
        blocks.add(BlockKit.header("Remembered rules"));
        if (rules.isEmpty()) {
            blocks.add(hint(
                    "None. Approve + Remember on a card adds one; what people wrote into the policy is not listed."));
            return;
        }
        rules.stream().limit(MOST_RULES).forEach(rule -> blocks.add(RuleBlocks.inHome(rule)));
        if (rules.size() > MOST_RULES) {
            blocks.add(BlockKit.context(BlockKit.mrkdwn(Mrkdwn.words("and " + (rules.size() - MOST_RULES) + " more: ")
                    .code("/botcreds review"))));
        }
    }

    private static void decisions(List<AuditEvent.Recorded> rows, List<ObjectNode> blocks) {
        blocks.add(BlockKit.divider());
        blocks.add(BlockKit.header("Last decisions"));
        if (rows.isEmpty()) {
            blocks.add(hint("None yet."));
            return;
        }
        Mrkdwn lines = Mrkdwn.words("");
        for (int at = 0; at < rows.size(); at++) {
            lines.and(at == 0 ? "" : "\n").and(decision(rows.get(at)));
        }
        blocks.add(BlockKit.section(BlockKit.mrkdwn(lines)));
    }

    private static Mrkdwn decision(AuditEvent.Recorded row) {
        Map<String, String> detail = row.event().detail();
        String what =
                switch (row.event().type()) {
                    case APPROVAL_GRANTED -> "✅ Approved";
                    case APPROVAL_DENIED -> "❌ Denied";
                    case ACCESS_REVIEWED ->
                        "remove".equals(detail.get("decision")) ? "🧹 Rule removed" : "📌 Rule kept";
                    default -> "🔒 Revoked";
                };
        Mrkdwn text = Mrkdwn.words(what + " by ").person(detail.getOrDefault("actor", "policy"));
        row.event().bot().ifPresent(bot -> text.and(" · ").code(bot.value()));
        return text.and(" ")
                .code(Visible.line(detail.getOrDefault("repo", "-"), 80))
                .and(" · ")
                .time(row.at());
    }

    private static ObjectNode hint(String text) {
        return BlockKit.section(BlockKit.plain(text));
    }
}
