package botcreds.broker.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what was probably meant by a word with a slip in it. */
public final class NearestWord {
    private static final int MOST_SLIPS = 3;

    private NearestWord() {}

    /** Returns the known word with the fewest slips, at most 3 and fewer than half its letters. */
    public static Optional<String> to(String written, Collection<String> known) {
        String folded = AsciiCase.fold(written).replace('-', '_');
        return known.stream()
                .filter(word -> distance(folded, AsciiCase.fold(word)) <= Math.min(MOST_SLIPS, word.length() / 2))
                .min(Comparator.<String>comparingInt(word -> distance(folded, AsciiCase.fold(word)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's distance; words whose lengths are far apart are not compared at all. */
    private static int distance(String one, String other) {
        if (Math.abs(one.length() - other.length()) > MOST_SLIPS) {
            return MOST_SLIPS + 1;
        }
        int[] previous = new int[other.length() + 1];
        Arrays.setAll(previous, column -> column);
        for (int row = 1; row <= one.length(); row++) {
            int[] current = new int[other.length() + 1];
            current[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int slip = one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1;
                current[column] =
                        Math.min(previous[column - 1] + slip, Math.min(previous[column], current[column - 1]) + 1);
            }
            previous = current;
        }
        return previous[other.length()];
    }
}
