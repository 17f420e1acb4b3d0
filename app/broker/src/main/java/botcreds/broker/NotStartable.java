package botcreds.broker;

import java.util.Objects;

/** Something that its owner must mend before the broker can start; the message says what and how. */
final class NotStartable extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param setting the name of the variable where the mending begins */
    NotStartable(String setting, Exception cause) {
        super(
                setting + ": "
                        + Objects.toString(cause.getMessage(), cause.getClass().getSimpleName()),
                cause);
    }

    /** @param cause says itself which settings to mend, each in a line of its own */
    NotStartable(Exception cause) {
        super(Objects.toString(cause.getMessage(), cause.getClass().getSimpleName()), cause);
    }

    /** What is wrong and what to do, for the human at the terminal. */
    String explanation() {
        return Objects.toString(getMessage(), "");
    }
}
