package botcreds.broker.dashboard;

import botcreds.broker.model.AnswerTimes;
import java.util.ArrayList;
import java.util.List;

/** The bars of the time-to-answer chart: one for each span, the commonest one the longest. */
record AnswerChart(List<Row> rows, int all) {
    /** In the drawing's own units. */
    static final int LONGEST = 1000;

    /** One span and its bar. */
    record Row(String words, int answers, int percent, double width) {}

    static AnswerChart of(AnswerTimes times) {
        List<Integer> counts = new ArrayList<>(times.within());
        counts.add(times.longer());
        int most = counts.stream().mapToInt(Integer::intValue).max().orElse(0);
        List<Row> rows = new ArrayList<>();
        for (int at = 0; at < counts.size(); at++) {
            int count = counts.get(at);
            rows.add(new Row(
                    words(at),
                    count,
                    times.all() == 0 ? 0 : Math.round(100f * count / times.all()),
                    most == 0 ? 0 : (double) count / most * LONGEST));
        }
        return new AnswerChart(List.copyOf(rows), times.all());
    }

    private static String words(int at) {
        int last = AnswerTimes.SPANS.size();
        return at < last
                ? "up to " + Show.exactly(AnswerTimes.SPANS.get(at))
                : "longer than " + Show.exactly(AnswerTimes.SPANS.get(last - 1));
    }
}
