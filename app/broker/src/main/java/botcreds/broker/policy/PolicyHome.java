package botcreds.broker.policy;

import java.io.IOException;
import java.util.Optional;

/** Where the text of the policy is kept: a file, or a branch of a git repository. Its text is its name. Thread-safe. */
public interface PolicyHome extends AutoCloseable {
    /**
     * Returns the text that ought to count now, but no more of it than a policy may have and one byte to tell.
     *
     * @throws PolicyUnfit when what stands there must not be read as the policy
     */
    byte[] read() throws IOException;

    /** The text that counted last, where the place may be away or spoilt; a start goes on with it then. */
    Optional<byte[]> lastGood();

    /** Told which text counts from now on, before anybody else is. */
    void adopted(byte[] text);

    /** Starts to look for changes. Call it once. */
    void watch(Runnable changed);

    /** Puts the change there, or before those who decide about it; the edit is made again on top of what others do meanwhile. */
    Landing change(Edit edit, Motive motive) throws IOException;

    /** How a pull request of {@link #change} stands. One that is over is not told before {@link #read} knows what came of it. */
    ProposalState proposal(long number);

    /** Tells whether a change may take many seconds, and must not hold up a newer policy meanwhile. */
    boolean isElsewhere();

    /** Empty for a file of this machine. */
    Optional<PolicyOrigin> origin();

    @Override
    void close();
}
