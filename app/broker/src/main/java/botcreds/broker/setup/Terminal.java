package botcreds.broker.setup;

import botcreds.broker.model.Secret;
import java.util.Optional;

/** The human, or the script, at the other end. */
public interface Terminal {
    /** Says a line; on the standard output, where nothing else is written. */
    void say(String line);

    /** Complains in a line, beside what is said. */
    void complain(String line);

    /** Asks, and returns the answer without white space around it; empty when nobody answers any more. */
    Optional<String> ask(String question);

    /** Asks for a secret, which does not show while it is typed; empty when nobody answers, or when it would show. */
    Optional<Secret> askSecret(String question);
}
