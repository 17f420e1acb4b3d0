package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules for charts
 * (<a href="https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block">docs.slack.dev</a>).
 */
final class Charts {

    private static final Set<String> WITH_AXES = Set.of("bar", "line", "area");
    private static final int MOST_SERIES = 6;
    private static final int MOST_POINTS = 20;
    private static final int LONGEST_LABEL = 20;

    private Charts() {}

    static void block(JsonNode block, String at, Problems problems) {
        problems.required(block, "title", at);
        problems.string(block, "title", at, 50);
        problems.required(block, "chart", at);
        JsonNode chart = block.path("chart");
        String where = at + "/chart";
        if (Json.text(chart, "type").equals("pie")) {
            problems.onlyKnown(chart, where, Set.of("type", "segments"));
            points(chart.path("segments"), where + "/segments", MOST_SERIES, problems);
        } else if (WITH_AXES.contains(Json.text(chart, "type"))) {
            withAxes(chart, where, problems);
        } else {
            problems.add(where + "/type", "unsupported chart type: " + Json.text(chart, "type"));
        }
    }

    private static void withAxes(JsonNode chart, String at, Problems problems) {
        problems.onlyKnown(chart, at, Set.of("type", "series", "axis_config"));
        JsonNode axes = chart.path("axis_config");
        problems.onlyKnown(axes, at + "/axis_config", Set.of("categories", "x_label", "y_label"));
        problems.string(axes, "x_label", at + "/axis_config", 50);
        problems.string(axes, "y_label", at + "/axis_config", 50);
        List<String> categories = new ArrayList<>();
        axes.path("categories").forEach(category -> categories.add(category.asText()));
        problems.size(axes.path("categories"), at + "/axis_config/categories", MOST_POINTS);
        JsonNode series = chart.path("series");
        problems.size(series, at + "/series", MOST_SERIES);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < series.size(); i++) {
            JsonNode one = series.get(i);
            String where = at + "/series/" + i;
            problems.onlyKnown(one, where, Set.of("name", "data"));
            if (!names.add(Json.text(one, "name"))) {
                problems.add(where + "/name", "must be unique");
            }
            List<String> labels = points(one.path("data"), where + "/data", MOST_POINTS, problems);
            if (!labels.equals(categories)) {
                problems.add(where + "/data", "labels must be those of axis_config/categories");
            }
        }
    }

    private static List<String> points(JsonNode points, String at, int most, Problems problems) {
        problems.size(points, at, most);
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            JsonNode point = points.get(i);
            problems.onlyKnown(point, at + "/" + i, Set.of("label", "value"));
            problems.string(point, "label", at + "/" + i, LONGEST_LABEL);
            if (!point.path("value").isNumber()) {
                problems.add(at + "/" + i + "/value", "must be a number");
            }
            labels.add(Json.text(point, "label"));
        }
        return labels;
    }
}
