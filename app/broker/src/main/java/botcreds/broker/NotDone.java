package botcreds.broker;

/** A word of the jar that was not done; the message says why and what to do, and is empty for words nobody knows. */
final class NotDone extends Exception {
    private static final long serialVersionUID = 1L;

    NotDone(String message) {
        super(message);
    }

    /** The words themselves are wrong; which there are is all there is to say. */
    static NotDone misused() {
        return new NotDone("");
    }

    boolean isMisuse() {
        return "".equals(getMessage());
    }
}
