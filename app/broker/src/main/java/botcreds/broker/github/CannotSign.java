package botcreds.broker.github;

/** A key cannot be used to sign now; the message says why and what to do, and nothing of the key. */
class CannotSign extends Exception {
    private static final long serialVersionUID = 1L;

    CannotSign(String why) {
        super(why);
    }

    /** Continues a sentence; without a full stop. */
    final String why() {
        return String.valueOf(getMessage());
    }
}
