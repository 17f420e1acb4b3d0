package botcreds.broker.dashboard;

import botcreds.broker.access.Board;
import botcreds.broker.model.AuditPage;
import botcreds.broker.model.BotId;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The pages for who is signed in. Thread-safe. */
final class Pages {
    private final Board board;
    private final Templates templates;
    private final Notices notices;
    private final InstantSource clock;

    Pages(Board board, Templates templates, Notices notices, InstantSource clock) {
        this.board = board;
        this.templates = templates;
        this.notices = notices;
        this.clock = clock;
    }

    Reply pending(Visitor visitor) {
        return page(
                200, "pending", frame("Pending", "pending", visitor), Map.of("front", board.front(visitor.human())));
    }

    Reply credentials(Visitor visitor) {
        return page(
                200, "credentials", frame("Live credentials", "credentials", visitor), Map.of("live", board.live()));
    }

    Reply activity(Visitor visitor) {
        Board.Activity activity = board.activity();
        return page(
                200,
                "activity",
                frame("Activity", "activity", visitor),
                Map.of("days", DayChart.of(activity.days()), "answers", AnswerChart.of(activity.answers())));
    }

    Reply bots(Visitor visitor) {
        return page(200, "bots", frame("Bots", "bots", visitor), Map.of("bots", board.bots(), "hours", board.hours()));
    }

    Reply bot(Visitor visitor, String name) {
        Optional<Board.About> about = board.bot(new BotId(name));
        return about.isEmpty()
                ? notices.nothingThere()
                : page(
                        200,
                        "bot",
                        frame(name, "bots", visitor),
                        Map.of(
                                "about",
                                about.get(),
                                "days",
                                DayChart.of(about.get().days())));
    }

    Reply audit(Visitor visitor, Map<String, String> query) {
        AuditForm form = AuditForm.read(query);
        Frame frame = frame("Audit log", "audit", visitor);
        Optional<AuditPage> found =
                form.problems().isEmpty() ? Optional.of(board.log(form.query(frame.now()))) : Optional.empty();
        return page(found.isPresent() ? 200 : 400, "audit", frame, Map.of("form", form, "found", found));
    }

    private Frame frame(String title, String place, Visitor visitor) {
        return new Frame(title, place, Optional.of(visitor), clock.instant());
    }

    private Reply page(int status, String name, Frame frame, Map<String, Object> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("frame", frame);
        return Reply.html(status, templates.render(name, all));
    }
}
