package botcreds.command;

import java.util.ArrayList;
import java.util.List;

/** Rows under headings. A column is as wide as its longest cell; off a terminal columns are divided by tabs instead. */
final class Table {
    private static final int LONGEST_CELL = 60;
    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();
    private boolean upright;
    private boolean whole;

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    Table row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException("a row has as many cells as there are headings");
        }
        rows.add(List.of(cells));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Cuts no cell: what it says is a sentence. */
    Table whole() {
        whole = true;
        return this;
    }

    /** Stands its one row upright for humans: a heading and all of its cell in each line. */
    Table upright() {
        upright = true;
        return this;
    }

    /** Returns the lines, each ended; headings and cut cells only for humans. */
    String lines(boolean forHumans) {
        StringBuilder lines = new StringBuilder();
        if (forHumans && upright) {
            int widest = headings.stream().mapToInt(String::length).max().orElse(0);
            rows.forEach(row -> {
                for (int at = 0; at < row.size(); at++) {
                    lines.append(padded(List.of(headings.get(at), oneLine(row.get(at))), new int[] {widest, 0}))
                            .append('\n');
                }
            });
            return lines.toString();
        }
        if (!forHumans) {
            rows.forEach(row -> lines.append(String.join("\t", row.stream().map(Table::oneLine).toList()))
                    .append('\n'));
            return lines.toString();
        }
        List<List<String>> all = new ArrayList<>();
        all.add(headings);
        rows.forEach(row -> all.add(row.stream().map(Table::oneLine).map(cell -> whole ? cell : cut(cell)).toList()));
        int[] widths = new int[headings.size()];
        all.forEach(row -> {
            for (int at = 0; at < widths.length; at++) {
                widths[at] = Math.max(widths[at], row.get(at).length());
            }
        });
        all.forEach(row -> lines.append(padded(row, widths)).append('\n'));
        return lines.toString();
    }

    private static String padded(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < widths.length; at++) {
            line.append(at == 0 ? "" : GAP).append(row.get(at)).append(" ".repeat(Math.max(0, widths[at] - row.get(at).length())));
        }
        return line.toString().stripTrailing();
    }

    /** A bot's words must not draw lines of their own on somebody's terminal, nor move its cursor. */
    static String oneLine(String cell) {
        return cell.replaceAll("\\s+", " ").replaceAll("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]", "");
    }

    private static String cut(String cell) {
        return cell.length() <= LONGEST_CELL ? cell : cell.substring(0, LONGEST_CELL - 1) + "…";
    }
}
