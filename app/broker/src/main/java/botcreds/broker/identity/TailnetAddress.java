package botcreds.broker.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The addresses that Tailscale gives to nodes: 100.64.0.0/10 and fd7a:115c:a1e0::/48. */
final class TailnetAddress {
    private static final byte[] PREFIX_6 = {(byte) 0xfd, 0x7a, 0x11, 0x5c, (byte) 0xa1, (byte) 0xe0};

    private TailnetAddress() {}

    /** @param text an address in its textual form, never a name */
    static boolean is(String text) {
        byte[] bytes = bytes(text);
        if (bytes.length == 4) {
            return bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        }
        for (int at = 0; at < PREFIX_6.length; at++) {
            if (bytes.length <= at || bytes[at] != PREFIX_6[at]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the address in the one form that two texts of the same address share. */
    static String canonical(String text) {
        try {
            return InetAddress.getByAddress(bytes(text)).getHostAddress();
        } catch (UnknownHostException noAddress) {
            return "";
        }
    }

    /** A text that is no address would be looked up in the DNS, and whoever runs that could name anybody. */
    private static byte[] bytes(String text) {
        if (!text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return new byte[0];
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException noAddress) {
            return new byte[0];
        }
    }
}
