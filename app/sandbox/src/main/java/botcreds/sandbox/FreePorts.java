package botcreds.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Loopback ports that nobody used a moment ago, for the broker's three listeners.
 *
 * @param api   bots and scripts
 * @param slack what Slack calls
 * @param ops   health
 */
record FreePorts(int api, int slack, int ops) {
    /** Holds all three until all are found, so that they differ. */
    static FreePorts find() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket api = new ServerSocket(0, 1, loopback);
                ServerSocket slack = new ServerSocket(0, 1, loopback);
                ServerSocket ops = new ServerSocket(0, 1, loopback)) {
            return new FreePorts(api.getLocalPort(), slack.getLocalPort(), ops.getLocalPort());
        }
    }
}
