package botcreds.broker.model;

/** Where a request stands. Terminal states never change, except that an issued one can end revoked or expired. */
public enum RequestState {
    PENDING,
    APPROVED,
    ISSUED,
    DENIED,
    EXPIRED,
    CANCELLED,
    FAILED,
    REVOKED;

    public boolean canBecome(RequestState next) {
        return switch (this) {
            case PENDING -> next == APPROVED || next == DENIED || next == EXPIRED || next == CANCELLED;
            case APPROVED -> next == ISSUED || next == DENIED || next == EXPIRED || next == FAILED || next == CANCELLED;
            case ISSUED -> next == REVOKED || next == EXPIRED;
            case DENIED, EXPIRED, CANCELLED, FAILED, REVOKED -> false;
        };
    }

    /** Tells whether a human or the bot may still change what becomes of it. */
    public boolean isOpen() {
        return this == PENDING || this == APPROVED;
    }
}
