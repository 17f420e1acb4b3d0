package botcreds.broker.policy;

/** How a pull request stands that would change the policy. */
public enum ProposalState {
    OPEN,
    /** The policy has it. */
    MERGED,
    /** People said no. */
    CLOSED,
    /** Nobody could be asked. */
    UNKNOWN;

    public boolean isOver() {
        return this == MERGED || this == CLOSED;
    }
}
