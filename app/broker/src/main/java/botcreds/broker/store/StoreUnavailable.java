package botcreds.broker.store;

/**
 * The database cannot be reached, cannot be written or is too busy: nothing was acknowledged, try again later. The message
 * never holds the driver's text, which can hold values of rows.
 */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean mayBeKept;

    /** Nothing of the work was kept, and nothing of it will be. */
    public StoreUnavailable(String message) {
        super(message);
        this.mayBeKept = false;
    }

    /** The same, and why. */
    public StoreUnavailable(String message, Throwable cause) {
        this(message, cause, false);
    }

    private StoreUnavailable(String message, Throwable cause, boolean mayBeKept) {
        super(message, cause);
        this.mayBeKept = mayBeKept;
    }

    /** The work was under way to the disk: the commit may have failed, or only the word of it. */
    static StoreUnavailable unsure(String message, Throwable cause) {
        return new StoreUnavailable(message, cause, true);
    }

    /**
     * Whether the work may be durable all the same, now or in a moment. Who has done something in the world that only stands
     * with its row asks before undoing it, by another unit of work: each comes after all that were under way before it.
     */
    public boolean mayBeKept() {
        return mayBeKept;
    }
}
