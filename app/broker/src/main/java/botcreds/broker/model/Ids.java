package botcreds.broker.model;

/** Where new names come from. Handed in, so that a test can say what they will be. Implementations are thread-safe. */
public interface Ids {
    RequestId requestId();

    TokenId tokenId();

    /**
     * Returns a new short id to show to humans, for example {@code a3f2}.
     *
     * @param length number of characters, 4 or more, of {@code a-z 0-9}; the caller lengthens it when short ones run out
     */
    String shortId(int length);
}
