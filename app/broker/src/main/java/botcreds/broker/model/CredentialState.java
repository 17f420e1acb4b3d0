package botcreds.broker.model;

/** The life of a credential. REVOKING means: it must die, and GitHub has not confirmed that yet. */
public enum CredentialState {
    ACTIVE,
    REVOKING,
    REVOKED,
    EXPIRED;

    /** Tells whether the token may still work at GitHub. */
    public boolean isAlive() {
        return this == ACTIVE || this == REVOKING;
    }
}
