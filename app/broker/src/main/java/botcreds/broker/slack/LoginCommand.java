package botcreds.broker.slack;

import botcreds.broker.logins.Browsers;
import botcreds.broker.logins.LoginAnswers;
import botcreds.broker.logins.LoginReply;
import botcreds.broker.model.Human;
import java.util.List;

/** {@code /botcreds login CODE}, {@code dashboard} and {@code logout}: whether a terminal or a browser acts as whoever types. Thread-safe. */
final class LoginCommand {
    private final LoginAnswers answers;
    private final Browsers browsers;

    LoginCommand(LoginAnswers answers, Browsers browsers) {
        this.answers = answers;
        this.browsers = browsers;
    }

    Message login(Human human, CommandLine line) {
        if (line.words().isEmpty()) {
            return CommandHelp.misused(
                    CommandWord.LOGIN, "Which code? Your terminal shows it when you type botcreds login there.");
        }
        LoginReply reply = answers.typed(String.join("", line.words()), human);
        return reply.question()
                .map(question -> LoginQuestionCard.of(question, human))
                .orElseGet(() -> Message.plain(reply.text()));
    }

    Message logout(Human human) {
        return Message.plain(answers.signOut(human).text());
    }

    /** A link for one browser, for these eyes only. */
    Message dashboard(Human human) {
        Browsers.LinkReply link = browsers.link(human);
        return switch (link.code()) {
            case MADE ->
                shown(Mrkdwn.words("")
                        .link(link.address().orElseThrow().reveal(), "Open the dashboard")
                        .and("\nThe link signs one browser in as you, to read only. It works once, until ")
                        .time(link.end())
                        .and("; give it to nobody."));
            case NOT_APPROVER -> CommandAnswers.notForYou();
            case OFF ->
                Message.plain("This broker has no dashboard. Whoever runs it can set BOTCREDS_DASHBOARD_LISTEN.");
            case UNAVAILABLE ->
                Message.plain("The broker cannot write its records now, so no link was made. Try again in a minute.");
        };
    }

    private static Message shown(Mrkdwn text) {
        return Message.of(Mrkdwn.words("A link to the dashboard"), List.of(BlockKit.section(BlockKit.mrkdwn(text))));
    }
}
