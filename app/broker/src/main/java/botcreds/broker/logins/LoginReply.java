package botcreds.broker.logins;

import java.util.Optional;

/**
 * What somebody is told who typed a code or answered the question behind it.
 *
 * @param good     whether it went as they wanted
 * @param question what they are to answer, if there is something
 */
public record LoginReply(boolean good, String text, Optional<LoginQuestion> question) {
    static LoginReply ask(LoginQuestion question) {
        return new LoginReply(
                true, "Sign in to the botcreds command on " + question.host() + "?", Optional.of(question));
    }

    static LoginReply done(String text) {
        return new LoginReply(true, text, Optional.empty());
    }

    static LoginReply no(String text) {
        return new LoginReply(false, text, Optional.empty());
    }
}
