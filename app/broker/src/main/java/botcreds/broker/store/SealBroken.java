package botcreds.broker.store;

import botcreds.broker.model.TokenId;

/** A sealed token does not open: the seal key is another one, or the ciphertext was changed or moved to another row. */
public final class SealBroken extends RuntimeException {
    SealBroken(TokenId token, Throwable cause) {
        super(
                "the sealed token " + token + " does not open; check that the seal key is the one it was sealed with",
                cause);
    }

    /** @param missing the name of the key, which is not secret */
    SealBroken(TokenId token, String missing) {
        super("the token " + token + " was sealed with the key " + missing
                + ", which is not among the seal keys; put it back behind the others");
    }
}
