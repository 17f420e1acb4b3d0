package botcreds.broker.store;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was copied, and verified where it went.
 *
 * @param rows      how many of each table
 * @param auditRows how many rows the chain has
 * @param auditHash the hash of its last row, 64 zeros for none
 */
public record Copied(SortedMap<String, Long> rows, long auditRows, String auditHash) {
    public Copied {
        rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    }

    public long allRows() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }
}
