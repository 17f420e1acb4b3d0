package botcreds.broker.store;

/** What became of an attempt to mint. */
public enum Outcome {
    MINTED,
    FAILED,
    /** GitHub may have made a token that nobody holds; it ends by itself within an hour. */
    ORPHAN_POSSIBLE
}
