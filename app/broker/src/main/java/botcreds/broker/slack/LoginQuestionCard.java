package botcreds.broker.slack;

import botcreds.broker.logins.LoginQuestion;
import botcreds.broker.model.Human;
import botcreds.broker.model.Visible;
import java.util.List;

/** The question whether a terminal may act as somebody, for that somebody's eyes. */
final class LoginQuestionCard {
    static final String YES = "login_yes";
    static final String NO = "login_no";

    private static final String BLOCK_PREFIX = "login:";
    private static final int LONGEST_NAME = 80;

    private LoginQuestionCard() {}

    static Message of(LoginQuestion question, Human human) {
        Mrkdwn asked = Mrkdwn.words("Sign in as ")
                .person(human.id())
                .and(" on host ")
                .code(Visible.line(question.host(), LONGEST_NAME))
                .and(" as its user ")
                .code(Visible.line(question.osUser(), LONGEST_NAME))
                .and(" (both not checked), asked from ")
                .code(question.clientIp())
                .and(" ")
                .time(question.askedAt())
                .and("?");
        Mrkdwn warning = Mrkdwn.words("Only if you started this yourself, a moment ago, in your own terminal. Whoever"
                        + " holds that terminal decides in your name for 12 hours. The question ends ")
                .time(question.expiresAt())
                .and(".");
        return Message.of(
                Mrkdwn.words("Sign in to the botcreds command?"),
                List.of(
                        BlockKit.section(BlockKit.mrkdwn(asked)),
                        BlockKit.context(BlockKit.mrkdwn(warning)),
                        BlockKit.actions(
                                blockId(question.id()),
                                List.of(
                                        BlockKit.button(YES, "Yes, I started this", question.id(), "Yes, sign me in"),
                                        BlockKit.button(NO, "No", question.id(), "No, sign nobody in")
                                                .put("style", "danger")))));
    }

    /** The block in which the buttons of this question stand. */
    static String blockId(String questionId) {
        return BLOCK_PREFIX + questionId;
    }
}
