package botcreds.broker.policy;

import java.time.Instant;

/** Reads a policy from its bytes. Thread-safe. */
public final class PolicyReader {
    public PolicyReader(String webHost) {}

    public PolicyReading read(byte[] bytes, Instant now) {
        throw new IllegalStateException("soon");
    }
}
