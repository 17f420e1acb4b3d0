package botcreds.broker.policy;

import java.util.function.Function;

/** What became of a rule to remember, or to forget. */
public sealed interface Remembered {
    /**
     * The policy says so, and it counts already.
     *
     * @param diff the lines of the file that changed, each behind {@code -} or {@code +}
     */
    record Written(String diff, Policy policy) implements Remembered {}

    /**
     * Others were asked to let the policy say so; until they do, it does not.
     *
     * @param diff   the lines of the file that would change
     * @param what   for example {@code pull request #12 opened}
     * @param link   where they decide
     * @param number of the pull request
     */
    record Proposed(String diff, String what, String link, long number) implements Remembered {}

    /** The policy was left alone, for it says so already. */
    record Already(String why) implements Remembered {}

    /** The policy was left alone; the sentence says why and what to do. */
    record Refused(String why) implements Remembered {}

    default <T> T fold(
            Function<? super Written, ? extends T> onWritten,
            Function<? super Proposed, ? extends T> onProposed,
            Function<? super Already, ? extends T> onAlready,
            Function<? super Refused, ? extends T> onRefused) {
        if (this instanceof Written written) {
            return onWritten.apply(written);
        }
        if (this instanceof Proposed proposed) {
            return onProposed.apply(proposed);
        }
        if (this instanceof Already already) {
            return onAlready.apply(already);
        }
        return onRefused.apply((Refused) this);
    }
}
