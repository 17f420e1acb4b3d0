package botcreds.broker;

/** Something that its owner must mend before the broker can start; the message says what and how. */
final class NotStartable extends Exception {
    private static final long serialVersionUID = 1L;

    NotStartable(String message, Throwable cause) {
        super(message, cause);
    }
}
