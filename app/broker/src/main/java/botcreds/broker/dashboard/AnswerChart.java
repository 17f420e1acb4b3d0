package botcreds.broker.dashboard;

import botcreds.broker.model.AnswerTimes;
import java.util.ArrayList;
import java.util.List;

/** Where the bars of the time-to-answer chart stand: one row for each span, as long as its share of the answers. */
record AnswerChart(List<Row> rows, int all) {
    static final int WIDTH = 720;
    static final int LEFT = 150;
    static final int ROW = 32;

    private static final int LONGEST = 480;

    /** One span; {@code y} is the middle of the row. */
    record Row(String words, int answers, int percent, double width, int y) {}

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
                    most == 0 ? 0 : (double) count / most * LONGEST,
                    ROW * at + ROW / 2));
        }
        return new AnswerChart(List.copyOf(rows), times.all());
    }

    int height() {
        return ROW * rows.size();
    }

    private static String words(int at) {
        int last = AnswerTimes.SPANS.size();
        return at < last
                ? "up to " + Show.exactly(AnswerTimes.SPANS.get(at))
                : "longer than " + Show.exactly(AnswerTimes.SPANS.get(last - 1));
    }
}
