package botcreds.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The audit log as {@code GET /v1/audit} gives it, as a table for the console. */
final class AuditTable {
    private static final int TIME_FROM = 11;
    private static final int TIME_TO = 19;
    private static final List<String> HEAD =
            List.of("TIME (UTC)", "EVENT", "BOT", "REPO", "PERMISSIONS", "HOW", "WHO", "TOKEN");

    private AuditTable() {}

    /** @param newestFirst the member {@code events} of the answer */
    static String of(JsonNode newestFirst) {
        List<List<String>> rows = new ArrayList<>();
        newestFirst.forEach(event -> rows.add(0, row(event)));
        rows.add(0, HEAD);
        return rows.stream().map(row -> line(rows, row)).collect(Collectors.joining("\n"));
    }

    private static List<String> row(JsonNode event) {
        String time = event.path("timestamp").asText();
        List<String> permissions = new ArrayList<>();
        event.path("permissions").forEach(each -> permissions.add(each.asText()));
        return List.of(
                time.length() >= TIME_TO ? time.substring(TIME_FROM, TIME_TO) : time,
                event.path("event").asText(),
                event.path("bot").asText(),
                event.path("repo").asText(),
                String.join(",", permissions),
                event.path("approval").asText(),
                event.path("actor").asText(),
                event.path("token_id").asText());
    }

    private static String line(List<List<String>> rows, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int at = column;
            int width =
                    rows.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
            line.append(row.get(column))
                    .append(" ".repeat(width - row.get(column).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
