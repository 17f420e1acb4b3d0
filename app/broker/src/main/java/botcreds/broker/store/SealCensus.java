package botcreds.broker.store;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How what is alive is sealed.
 *
 * @param first   the name of the key that seals
 * @param keys    how many keys are set
 * @param older   how many living credentials another key has sealed, or one that had no name yet
 * @param missing of them those whose key is not there, by the name of that key
 */
public record SealCensus(String first, int keys, int older, SortedMap<String, Integer> missing) {
    public SealCensus {
        missing = new TreeMap<>(missing);
    }
}
