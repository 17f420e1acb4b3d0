package botcreds.broker.policy;

import java.util.Optional;

/** One change of the policy's text, worked out anew for whatever text it meets. For one thread. */
@FunctionalInterface
public interface Edit {
    /** Returns the text with the change in it; empty when it is to stay as it is. */
    Optional<Draft> on(byte[] text);

    /**
     * The text as it would be.
     *
     * @param diff the lines that change, each behind {@code -} or {@code +}
     */
    record Draft(String text, String diff) {}
}
