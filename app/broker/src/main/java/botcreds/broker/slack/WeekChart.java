package botcreds.broker.slack;

import botcreds.broker.model.DayCounts;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * The last days as a chart of Slack's own (docs.slack.dev/reference/block-kit/blocks/data-visualization-block), or as text
 * where Slack does not take that.
 */
final class WeekChart {
    private static final String TITLE = "The last seven days";
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d", Locale.ENGLISH);

    private WeekChart() {}

    static ObjectNode drawn(List<DayCounts> week) {
        ObjectNode block = BlockKit.object().put("type", "data_visualization").put("title", TITLE);
        ObjectNode chart = block.putObject("chart").put("type", "bar");
        ArrayNode series = chart.putArray("series");
        add(series, "Issued", week, DayCounts::issued);
        add(series, "Approved by humans", week, DayCounts::approved);
        add(series, "Denied", week, DayCounts::denied);
        ObjectNode axes = chart.putObject("axis_config").put("y_label", "How many");
        ArrayNode categories = axes.putArray("categories");
        week.forEach(each -> categories.add(day(each)));
        return block;
    }

    static ObjectNode written(List<DayCounts> week) {
        StringBuilder table = new StringBuilder(line("Day", "Issued", "Approved", "Denied"));
        week.forEach(each -> table.append('\n')
                .append(line(
                        day(each),
                        Integer.toString(each.issued()),
                        Integer.toString(each.approved()),
                        Integer.toString(each.denied()))));
        return BlockKit.literal(TITLE, table.toString());
    }

    private static void add(ArrayNode series, String name, List<DayCounts> week, ToIntFunction<DayCounts> count) {
        ArrayNode data = series.addObject().put("name", name).putArray("data");
        week.forEach(each -> data.addObject().put("label", day(each)).put("value", count.applyAsInt(each)));
    }

    private static String day(DayCounts counts) {
        return DAY.format(counts.day());
    }

    private static String line(String day, String issued, String approved, String denied) {
        return String.format(Locale.ROOT, "%-7s %7s %9s %7s", day, issued, approved, denied);
    }
}
