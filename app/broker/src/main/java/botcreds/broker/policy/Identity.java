package botcreds.broker.policy;

import java.util.Optional;
import java.util.Set;

/** How a bot proves who it is. */
public sealed interface Identity {
    /**
     * A bearer key.
     *
     * @param sha256 SHA-256 of the whole key, 64 lower-case hex digits each; several while a key is changed
     */
    record ApiKey(Set<String> sha256) implements Identity {
        public ApiKey {
            sha256 = Set.copyOf(sha256);
        }
    }

    /** A node of the tailnet; everything that is named must be so. At least one is named. */
    record Tailnet(Optional<String> hostname, Optional<String> nodeId, Optional<String> tag) implements Identity {}

    /** A client certificate with exactly this one URI or DNS subject alternative name. */
    record Mtls(String san) implements Identity {}
}
