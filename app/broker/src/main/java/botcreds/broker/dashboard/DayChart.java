package botcreds.broker.dashboard;

import botcreds.broker.model.DayOutcomes;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * Where the bars of a chart of days stand: one column for each day, its outcomes on top of each other.
 *
 * @param top   what the highest line across stands for
 * @param ended how many requests came to an end on all of these days
 */
record DayChart(List<Column> columns, int top, int ended) {
    static final int WIDTH = 720;
    static final int HEIGHT = 220;
    static final int LEFT = 44;
    static final int RIGHT = 24;
    static final int BASE = 186;
    static final int CEILING = 14;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final int DAYS_BETWEEN_LABELS = 7;
    private static final double FILLED = 0.72;

    /** An outcome: its name in the style sheet, and in words. */
    enum Series {
        AUTOMATIC("automatic", "Issued by policy", DayOutcomes::automatic),
        APPROVED("approved", "Issued after a human's yes", DayOutcomes::approved),
        DENIED("denied", "Denied", DayOutcomes::denied),
        UNANSWERED("unanswered", "Ended unanswered or uncollected", DayOutcomes::unanswered);

        private final String style;
        private final String words;

        @SuppressWarnings("ImmutableEnumChecker") // a method reference that captures nothing
        private final ToIntFunction<DayOutcomes> count;

        Series(String style, String words, ToIntFunction<DayOutcomes> count) {
            this.style = style;
            this.words = words;
            this.count = count;
        }

        String style() {
            return style;
        }

        String words() {
            return words;
        }

        int of(DayOutcomes day) {
            return count.applyAsInt(day);
        }
    }

    /** A piece of a column, in the drawing's own units. */
    record Bar(String style, double y, double height) {}

    /**
     * One day.
     *
     * @param label empty for most, so that they do not touch
     * @param hint  what one reads who points at it
     */
    record Column(DayOutcomes day, double x, double width, String label, String hint, List<Bar> bars) {}

    static DayChart of(List<DayOutcomes> days) {
        int most = days.stream().mapToInt(DayOutcomes::ended).max().orElse(0);
        int top = niceAbove(most);
        double step = (double) (WIDTH - LEFT - RIGHT) / Math.max(1, days.size());
        List<Column> columns = new ArrayList<>();
        for (int at = 0; at < days.size(); at++) {
            DayOutcomes day = days.get(at);
            boolean labelled = (days.size() - 1 - at) % DAYS_BETWEEN_LABELS == 0;
            columns.add(new Column(
                    day,
                    LEFT + step * (at + (1 - FILLED) / 2),
                    step * FILLED,
                    labelled ? DAY.format(day.day()) : "",
                    hint(day),
                    bars(day, top)));
        }
        return new DayChart(
                List.copyOf(columns),
                top,
                days.stream().mapToInt(DayOutcomes::ended).sum());
    }

    /** Half of {@link #top}, for the line in the middle; empty where that would be no whole number. */
    String middle() {
        return top % 2 == 0 ? Integer.toString(top / 2) : "";
    }

    /** A number for an attribute of SVG. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static List<Bar> bars(DayOutcomes day, int top) {
        List<Bar> bars = new ArrayList<>();
        double y = BASE;
        for (Series series : Series.values()) {
            double height = (double) series.of(day) / top * (BASE - CEILING);
            if (height > 0) {
                y -= height;
                bars.add(new Bar(series.style(), y, height));
            }
        }
        return bars;
    }

    private static String hint(DayOutcomes day) {
        StringBuilder hint = new StringBuilder(DAY.format(day.day()));
        for (Series series : Series.values()) {
            hint.append("\n").append(series.words()).append(": ").append(series.of(day));
        }
        return hint.toString();
    }

    /** The next number of 2, 4, 10 and ten times those, so that a half of it is whole too. */
    private static int niceAbove(int most) {
        int unit = 1;
        while (true) {
            for (int nice : new int[] {2, 4, 10}) {
                if (nice * unit >= most) {
                    return nice * unit;
                }
            }
            unit *= 10;
        }
    }
}
