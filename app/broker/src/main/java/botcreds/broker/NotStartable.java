package botcreds.broker;

import java.util.Objects;

/** Something that its owner must mend before the broker can start; the message says what and how. */
final class NotStartable extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean mayPass;

    /** @param setting the name of the variable where the mending begins */
    NotStartable(String setting, Exception cause) {
        this(setting, cause, false);
    }

    private NotStartable(String setting, Exception cause, boolean mayPass) {
        super(
                setting + ": "
                        + Objects.toString(cause.getMessage(), cause.getClass().getSimpleName()),
                cause);
        this.mayPass = mayPass;
    }

    /** Something that is not there yet, and may be at the next try: after a boot, a database on another machine. */
    static NotStartable yet(String setting, Exception cause) {
        return new NotStartable(setting, cause, true);
    }

    /** @param cause says itself which settings to mend, each in a line of its own */
    NotStartable(Exception cause) {
        super(Objects.toString(cause.getMessage(), cause.getClass().getSimpleName()), cause);
        this.mayPass = false;
    }

    /** Whether another try is worth it without anybody mending anything. */
    boolean mayPass() {
        return mayPass;
    }

    /** What is wrong and what to do, for the human at the terminal. */
    String explanation() {
        return Objects.toString(getMessage(), "");
    }
}
