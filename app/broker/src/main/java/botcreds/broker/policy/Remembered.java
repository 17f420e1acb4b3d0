package botcreds.broker.policy;

import java.util.function.Function;

/** What became of a rule to remember, or to forget. */
public sealed interface Remembered {
    /**
     * The file says so, and it counts already.
     *
     * @param diff the lines of the file that changed, each behind {@code -} or {@code +}
     */
    record Written(String diff, Policy policy) implements Remembered {}

    /** The file was left alone, for it says so already. */
    record Already(String why) implements Remembered {}

    /** The file was left alone; the sentence says why and what to do. */
    record Refused(String why) implements Remembered {}

    default <T> T fold(
            Function<? super Written, ? extends T> onWritten,
            Function<? super Already, ? extends T> onAlready,
            Function<? super Refused, ? extends T> onRefused) {
        if (this instanceof Written written) {
            return onWritten.apply(written);
        }
        if (this instanceof Already already) {
            return onAlready.apply(already);
        }
        return onRefused.apply((Refused) this);
    }
}
