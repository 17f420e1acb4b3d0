package botcreds.broker.setup;

/** Arguments that cannot be meant; the message says which, and what there is. */
public final class WrongUse extends Exception {
    private static final long serialVersionUID = 1L;

    WrongUse(String message) {
        super(message);
    }
}
