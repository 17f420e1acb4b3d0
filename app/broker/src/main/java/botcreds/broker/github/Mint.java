package botcreds.broker.github;

import botcreds.broker.model.DeployKey;
import botcreds.broker.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What became of an order. */
public sealed interface Mint {

    /** One of four, so that a fifth cannot be forgotten. */
    <T> T fold(
            Function<Minted, T> onMinted,
            Function<Refused, T> onRefused,
            Function<Unavailable, T> onUnavailable,
            Function<Mismatch, T> onMismatch);

    /**
     * A token, or a deploy key, for exactly what was ordered.
     *
     * @param token     what the bot gets; for a deploy key the secret of its order
     * @param expiresAt when GitHub ends it, by GitHub's clock; at most one hour ahead, and {@code Instant.MAX} for a deploy
     *     key, which GitHub never ends
     */
    record Minted(Secret token, Instant expiresAt, Optional<DeployKey> deployKey) implements Mint {
        @Override
        public <T> T fold(
                Function<Minted, T> onMinted,
                Function<Refused, T> onRefused,
                Function<Unavailable, T> onUnavailable,
                Function<Mismatch, T> onMismatch) {
            return onMinted.apply(this);
        }
    }

    /**
     * No token, and none until somebody changes something.
     *
     * @param detail what is the matter, in our own words
     * @param hint   who has to do what
     */
    record Refused(Code code, String detail, String hint) implements Mint {
        @Override
        public <T> T fold(
                Function<Minted, T> onMinted,
                Function<Refused, T> onRefused,
                Function<Unavailable, T> onUnavailable,
                Function<Mismatch, T> onMismatch) {
            return onRefused.apply(this);
        }
    }

    /**
     * No token this time.
     *
     * @param retryAfter  at least a second
     * @param maybeMinted GitHub may have minted one that nobody has read: to be recorded as a possible orphan
     * @param why         for the operator's log; holds no secret and none of GitHub's own text
     */
    record Unavailable(Duration retryAfter, boolean maybeMinted, String why) implements Mint {
        @Override
        public <T> T fold(
                Function<Minted, T> onMinted,
                Function<Refused, T> onRefused,
                Function<Unavailable, T> onUnavailable,
                Function<Mismatch, T> onMismatch) {
            return onUnavailable.apply(this);
        }
    }

    /**
     * GitHub minted something else than was ordered. The token is not handed out.
     *
     * @param what    what differs
     * @param revoked GitHub confirmed that the token is dead; otherwise it is to be recorded as a possible orphan, while this
     *     package goes on trying to revoke it for as long as it could live
     */
    record Mismatch(String what, boolean revoked) implements Mint {
        @Override
        public <T> T fold(
                Function<Minted, T> onMinted,
                Function<Refused, T> onRefused,
                Function<Unavailable, T> onUnavailable,
                Function<Mismatch, T> onMismatch) {
            return onMismatch.apply(this);
        }
    }
}
