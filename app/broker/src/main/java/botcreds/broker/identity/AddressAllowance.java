package botcreds.broker.identity;

import botcreds.broker.model.Allowances;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongSupplier;

/**
 * So much at once for every address, then one more each so often. One household of IPv6 has 2^64 addresses, so those count
 * by their first half. Thread-safe.
 */
public final class AddressAllowance {
    private final Allowances allowances;

    /** See {@link Allowances} for the parameters. */
    public AddressAllowance(int burst, Duration refill, LongSupplier nanoTime) {
        this.allowances = new Allowances(burst, refill, nanoTime);
    }

    /**
     * For wrong keys. It is to be asked only after a key was wrong, so bots with a good key behind the same address notice
     * nothing; that is safe because keys have 256 random bits.
     */
    public static AddressAllowance forWrongKeys(LongSupplier nanoTime) {
        return new AddressAllowance(20, Duration.ofSeconds(3), nanoTime);
    }

    /** Takes one; false if the address has had its share. */
    public boolean take(String address) {
        return allowances.take(network(address));
    }

    int addresses() {
        return allowances.names();
    }

    private static String network(String address) {
        if (!address.contains(":")) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length == 16 ? HexFormat.of().formatHex(Arrays.copyOf(bytes, 8)) : address;
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }
}
