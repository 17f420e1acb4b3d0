package botcreds.broker.store;

/**
 * The database cannot be reached, cannot be written or is too busy: nothing was acknowledged, try again later. The message
 * never holds the driver's text, which can hold values of rows.
 */
public final class StoreUnavailable extends RuntimeException {
    public StoreUnavailable(String message) {
        super(message);
    }

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
