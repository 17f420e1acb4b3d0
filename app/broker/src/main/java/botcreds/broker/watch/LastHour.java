package botcreds.broker.watch;

import java.time.Instant;
import java.util.Arrays;

/** How often something happened in the last 60 minutes, to the minute. For one thread. */
final class LastHour {
    private static final int MINUTES = 60;

    private final int[] counts = new int[MINUTES];
    private long newest = Long.MIN_VALUE;

    void add(Instant at) {
        counts[at(minute(at))]++;
    }

    int sum(Instant at) {
        at(minute(at));
        return Arrays.stream(counts).sum();
    }

    /** Clears the minutes that have passed, and returns the place of this one. A time that goes back counts as now. */
    private int at(long minute) {
        if (newest == Long.MIN_VALUE || minute - newest >= MINUTES) {
            Arrays.fill(counts, 0);
            newest = minute;
        }
        while (newest < minute) {
            newest++;
            counts[place(newest)] = 0;
        }
        return place(newest);
    }

    private static int place(long minute) {
        return (int) Math.floorMod(minute, (long) MINUTES);
    }

    private static long minute(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 60L);
    }
}
