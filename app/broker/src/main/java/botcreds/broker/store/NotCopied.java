package botcreds.broker.store;

/** A database was not copied, and the target is as it was; the message says why and what to do. */
public final class NotCopied extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotCopied(String message) {
        super(message);
    }
}
