package botcreds.broker.requests;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Attribution;
import botcreds.broker.model.BotUser;
import botcreds.broker.model.Credential;
import botcreds.broker.model.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What a bot is told: a credential, to wait, or no. */
public sealed interface Answer {

    /** One of three, so that a fourth cannot be forgotten. */
    <T> T fold(Function<Issued, T> onIssued, Function<Waiting, T> onWaiting, Function<Refused, T> onRefused);

    /**
     * A credential, durable and audited before this value exists.
     *
     * @param secret      the token, or the private half of a deploy key that the broker made
     * @param botUser     who GitHub will say did it; empty while GitHub has not told
     * @param attribution what the policy of now demands of the bot's commits
     */
    record Issued(
            AccessRequest request,
            Credential credential,
            Secret secret,
            Optional<BotUser> botUser,
            Attribution attribution)
            implements Answer {
        @Override
        public <T> T fold(
                Function<Issued, T> onIssued, Function<Waiting, T> onWaiting, Function<Refused, T> onRefused) {
            return onIssued.apply(this);
        }
    }

    /**
     * Nobody has decided yet, or the token is being minted.
     *
     * @param retryAfter when to ask again without a long-poll
     */
    record Waiting(AccessRequest request, Duration retryAfter) implements Answer {
        @Override
        public <T> T fold(
                Function<Issued, T> onIssued, Function<Waiting, T> onWaiting, Function<Refused, T> onRefused) {
            return onWaiting.apply(this);
        }
    }

    /** No credential, and why. */
    record Refused(Refusal refusal) implements Answer {
        @Override
        public <T> T fold(
                Function<Issued, T> onIssued, Function<Waiting, T> onWaiting, Function<Refused, T> onRefused) {
            return onRefused.apply(this);
        }
    }
}
