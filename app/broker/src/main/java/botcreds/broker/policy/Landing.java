package botcreds.broker.policy;

import java.util.function.Function;

/** What became of an {@link Edit} where the policy is kept. */
public sealed interface Landing {
    /** The text is what the edit made of it. */
    record Written() implements Landing {}

    /** The edit changed nothing. */
    record Nothing() implements Landing {}

    /**
     * Others decide whether the text becomes that.
     *
     * @param what   for example {@code pull request #12 opened}
     * @param link   where they do
     * @param number of the pull request
     */
    record Proposed(String what, String link, long number) implements Landing {}

    /** The text was left alone; the sentence says why and what to do. */
    record Refused(String why) implements Landing {}

    default <T> T fold(
            Function<? super Written, ? extends T> onWritten,
            Function<? super Nothing, ? extends T> onNothing,
            Function<? super Proposed, ? extends T> onProposed,
            Function<? super Refused, ? extends T> onRefused) {
        if (this instanceof Written written) {
            return onWritten.apply(written);
        }
        if (this instanceof Nothing nothing) {
            return onNothing.apply(nothing);
        }
        if (this instanceof Proposed proposed) {
            return onProposed.apply(proposed);
        }
        return onRefused.apply((Refused) this);
    }
}
