package botcreds.command.output;

import botcreds.command.config.Surroundings;
import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** On a terminal: a head, aligned columns, relative times, short ids. In a pipe: tabs, RFC 3339 in UTC, full ids. */
final class Table {
    private final Surroundings surroundings;
    private final List<Column> columns;

    Table(Surroundings surroundings, List<Column> columns) {
        this.surroundings = surroundings;
        this.columns = columns;
    }

    void print(List<JsonObject> rows) {
        if (!surroundings.terminal()) {
            rows.forEach(this::line);
            return;
        }
        align(rows, surroundings.out());
    }

    /** The same on stderr, aligned wherever that goes: it is there to be read before something is done. */
    void warn(List<JsonObject> rows) {
        if (!rows.isEmpty()) {
            align(rows, surroundings.err());
        }
    }

    /** One row with a line for each column, for what is too long to stand beside something. */
    void card(JsonObject row) {
        int widest = columns.stream()
                .mapToInt(column -> width(column.header()))
                .max()
                .orElse(0);
        List<String> cells = cells(row);
        for (int at = 0; at < cells.size(); at++) {
            String header = columns.get(at).header();
            String line = header + " ".repeat(widest - width(header) + 2) + cells.get(at);
            surroundings.out().println(line.stripTrailing());
        }
    }

    private void align(List<JsonObject> rows, PrintStream out) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream().map(Column::header).toList());
        rows.forEach(row -> lines.add(cells(row)));
        int[] widths = new int[columns.size()];
        for (List<String> line : lines) {
            for (int at = 0; at < widths.length; at++) {
                widths[at] = Math.max(widths[at], width(line.get(at)));
            }
        }
        for (int number = 0; number < lines.size(); number++) {
            String text = aligned(lines.get(number), widths);
            out.println(number == 0 && isColoured() ? "\u001b[1m" + text + "\u001b[0m" : text);
        }
    }

    void line(JsonObject row) {
        surroundings.out().println(String.join(surroundings.terminal() ? "  " : "\t", cells(row)));
    }

    private List<String> cells(JsonObject row) {
        return columns.stream().map(column -> cell(row, column)).toList();
    }

    private String cell(JsonObject row, Column column) {
        if (!surroundings.terminal()) {
            return Cells.text(row, column.fullField());
        }
        String text = Cells.text(row, column.field());
        if (!column.isTime()) {
            return text;
        }
        try {
            return text.isEmpty()
                    ? ""
                    : RelativeTime.of(Instant.parse(text), surroundings.clock().instant());
        } catch (DateTimeException notATime) {
            return text;
        }
    }

    private static String aligned(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < widths.length; at++) {
            String cell = cells.get(at);
            line.append(cell).append(" ".repeat(widths[at] - width(cell) + 2));
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private boolean isColoured() {
        return surroundings.terminal()
                && surroundings.variable("NO_COLOR").isEmpty()
                && !surroundings.variable("CLICOLOR").equals(Optional.of("0"));
    }
}
