package botcreds.broker.slack;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.AuditPage;
import botcreds.broker.model.Visible;
import botcreds.broker.requests.RequestView;
import botcreds.broker.requests.Ruling;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The answers to {@code /botcreds}, for one person's eyes. */
final class CommandAnswers {
    private static final int MOST_LISTED = 10;
    private static final int LONGEST_SECTION = 2900;
    private static final List<String> SHOWN = List.of("repo", "permissions", "actor", "approval", "reason");

    private CommandAnswers() {}

    static Message notForYou() {
        return Message.plain("Only approvers and owners of bots can see this. Who is one stands in the broker's policy"
                + " file, under approvers and owner: ask whoever looks after it.");
    }

    static Message pending(List<RequestView> views) {
        if (views.isEmpty()) {
            return Message.of(
                    Mrkdwn.words("Nothing waits for a decision."),
                    List.of(
                            BlockKit.section(BlockKit.plain("Nothing waits for a decision.")),
                            hint(Mrkdwn.words("When a bot asks for more than the policy gives it by itself, a card"
                                            + " appears in its channel and a line here. What was decided lately: ")
                                    .code("/botcreds log"))));
        }
        String headline = views.size() == 1 ? "1 request waits." : views.size() + " requests wait, oldest first.";
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.section(BlockKit.plain(headline)));
        views.stream().limit(MOST_LISTED).forEach(view -> blocks.add(line(view.request())));
        if (views.size() > MOST_LISTED) {
            blocks.add(hint(Mrkdwn.words("and " + (views.size() - MOST_LISTED) + " more; narrow it with ")
                    .code("/botcreds pending --bot=B")));
        }
        blocks.add(hint(Mrkdwn.words("The card of a request shows all of it. Decide there, or with ")
                .code("/botcreds approve ID")
                .and(" or ")
                .code("/botcreds deny ID reason")));
        return Message.of(Mrkdwn.words(headline), blocks);
    }

    /** What was decided, or why it was not, and below it in full what it is about, for those who may see that. */
    static Message ruling(Ruling ruling, boolean maySee) {
        String text = Visible.line(ruling.text(), 1000);
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.section(BlockKit.plain((ruling.accepted() ? "✅ " : "🚫 ") + text)));
        ruling.view().filter(view -> maySee).ifPresent(view -> blocks.addAll(ScopeBlocks.of(view.request())));
        return Message.of(Mrkdwn.words(Visible.line(text, 600)), blocks);
    }

    static Message log(AuditPage page, String span, int most) {
        List<AuditEvent.Recorded> rows = page.rows();
        String further = page.next().map(seq -> "--before=" + seq).orElse("");
        Optional<String> stopped = page.searched().map(at -> "searched back to " + at.truncatedTo(ChronoUnit.SECONDS));
        if (rows.isEmpty()) {
            Mrkdwn none = stopped.map(far -> Mrkdwn.words("Nothing so far, " + far + ". Add ")
                            .code(further)
                            .and(" to search further back"))
                    .orElseGet(
                            () -> Mrkdwn.words("Nothing in the last " + span + ". Look further back, for example with ")
                                    .code("/botcreds log --since=7d"));
            return Message.of(none, List.of(BlockKit.section(BlockKit.mrkdwn(none))));
        }
        String headline = stopped.map(far ->
                        "The last " + span + ", newest first, " + far + "; add " + further + " to search further back")
                .orElseGet(() -> rows.size() < most
                        ? "The last " + span + ", newest first"
                        : "The newest " + most + " of the last " + span
                                + "; narrow it with --bot, --repo or --event, or go on with " + further);
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.section(BlockKit.plain(headline)));
        Mrkdwn lines = Mrkdwn.words("");
        for (AuditEvent.Recorded row : rows) {
            String line = row(row).toString();
            if (lines.toString().length() + line.length() > LONGEST_SECTION) {
                blocks.add(BlockKit.section(BlockKit.mrkdwn(lines)));
                lines = Mrkdwn.words("");
            }
            lines.and(row(row)).and("\n");
        }
        blocks.add(BlockKit.section(BlockKit.mrkdwn(lines)));
        return Message.of(Mrkdwn.words(headline), blocks);
    }

    private static ObjectNode line(AccessRequest request) {
        Mrkdwn text = Mrkdwn.label("#" + request.shortId())
                .and(" ")
                .code(request.bot().value())
                .and(" asks for ")
                .names(request.scope().permissions().words())
                .and(" on ")
                .names(request.scope().repositoryNames());
        return BlockKit.section(BlockKit.mrkdwn(text.and("\nRequested ")
                .time(request.createdAt())
                .and(" · expires ")
                .time(request.expiresAt())));
    }

    private static Mrkdwn row(AuditEvent.Recorded row) {
        Mrkdwn text =
                Mrkdwn.words("").time(row.at()).and(" ").code(row.event().type().word());
        row.event().bot().ifPresent(bot -> text.and(" ").code(bot.value()));
        Map<String, String> detail = row.event().detail();
        for (String name : SHOWN) {
            if (detail.containsKey(name)) {
                text.and(" " + name + " ").code(Visible.line(detail.get(name), 120));
            }
        }
        return text;
    }

    private static ObjectNode hint(Mrkdwn text) {
        return BlockKit.context(BlockKit.mrkdwn(text));
    }
}
