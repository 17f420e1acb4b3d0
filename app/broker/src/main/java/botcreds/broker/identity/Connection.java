package botcreds.broker.identity;

import java.util.List;
import java.util.Optional;

/**
 * What a connection shows of who is calling. Forwarded headers are not in here: whoever can reach the socket can write them.
 *
 * @param peerAddress   the peer's address as the socket sees it
 * @param authorization every {@code Authorization} header, as sent
 * @param queryString   the raw query, only to find keys that should not be there
 */
public record Connection(String peerAddress, List<String> authorization, Optional<String> queryString) {
    public Connection {
        authorization = List.copyOf(authorization);
    }

    /** Shows where from and nothing else: the rest holds keys. */
    @Override
    public String toString() {
        return "Connection[" + peerAddress + "]";
    }
}
