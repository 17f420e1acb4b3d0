package botcreds.broker.identity;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a connection shows of who is calling. Forwarded headers are not in here: whoever can reach the socket can write them.
 *
 * @param peer          the other end, as the socket sees it
 * @param local         our end of the same socket
 * @param certificates  the client certificate that TLS has verified, with its chain behind it; empty without one
 * @param authorization every {@code Authorization} header, as sent
 * @param queryString   the raw query, only to find keys that should not be there
 */
public record Connection(
        End peer,
        End local,
        List<X509Certificate> certificates,
        List<String> authorization,
        Optional<String> queryString) {
    public Connection {
        certificates = List.copyOf(certificates);
        authorization = List.copyOf(authorization);
    }

    /**
     * One end of a TCP connection.
     *
     * @param address an IP address in its textual form; without the brackets and the interface that containers put around
     *     and behind IPv6
     */
    public record End(String address, int port) {
        private static final Pattern AROUND = Pattern.compile("^\\[|%.*|]$");

        public End {
            address = AROUND.matcher(address).replaceAll("");
        }
    }

    public String peerAddress() {
        return peer.address();
    }

    /** Shows where from and nothing else: the rest holds keys. */
    @Override
    public String toString() {
        return "Connection[" + peer.address() + "]";
    }
}
