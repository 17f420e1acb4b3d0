package botcreds.broker.model;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Tells public addresses from all others, by the special-purpose registries of IANA. The JDK's own questions do not do:
 * it takes unique local, shared and translated addresses for public ones.
 */
public final class PublicAddress {
    private static final List<Block> NOT_PUBLIC_4 = List.of(
            block("0.0.0.0", 8),
            block("10.0.0.0", 8),
            block("100.64.0.0", 10),
            block("127.0.0.0", 8),
            // A cloud's own services, at an address that is public by its number only.
            block("168.63.129.16", 32),
            block("169.254.0.0", 16),
            block("172.16.0.0", 12),
            block("192.0.0.0", 24),
            block("192.0.2.0", 24),
            block("192.88.99.0", 24),
            block("192.168.0.0", 16),
            block("198.18.0.0", 15),
            block("198.51.100.0", 24),
            block("203.0.113.0", 24),
            block("224.0.0.0", 4),
            block("240.0.0.0", 4));

    /** Everything else is special; translated IPv4 (64:ff9b::/96) and mapped ones lie outside too. */
    private static final Block GLOBAL_6 = block("2000::", 3);

    private static final List<Block> NOT_PUBLIC_6 =
            List.of(block("2001::", 23), block("2001:db8::", 32), block("2002::", 16), block("3fff::", 20));

    private PublicAddress() {}

    public static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return NOT_PUBLIC_4.stream().noneMatch(block -> block.holds(bytes));
        }
        return GLOBAL_6.holds(bytes) && NOT_PUBLIC_6.stream().noneMatch(block -> block.holds(bytes));
    }

    private static Block block(String first, int bits) {
        return new Block(literal(first), bits);
    }

    /** Reads an address as it is written in numbers, an IPv6 address with or without its brackets. */
    static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (java.net.UnknownHostException notOne) {
            throw new IllegalArgumentException("not an address: " + text, notOne);
        }
    }

    private static final class Block {
        private final byte[] first;
        private final int bits;

        Block(InetAddress first, int bits) {
            this.first = first.getAddress();
            this.bits = bits;
        }

        boolean holds(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (first[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
