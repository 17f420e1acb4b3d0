package botcreds.broker.slack;

import botcreds.broker.access.LoginAnswers;
import botcreds.broker.access.LoginReply;
import botcreds.broker.model.Human;

/** {@code /botcreds login CODE} and {@code /botcreds logout}: whether a terminal acts as whoever types. Thread-safe. */
final class LoginCommand {
    private final LoginAnswers answers;

    LoginCommand(LoginAnswers answers) {
        this.answers = answers;
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
}
