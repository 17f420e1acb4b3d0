package botcreds.command.output;

import botcreds.command.config.Surroundings;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;

/** Prints data on stdout in the format that was asked for; what is said to people goes to stderr. */
public final class Output {
    private static final Gson JSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final Gson LINE = new GsonBuilder().disableHtmlEscaping().create();

    private final Surroundings surroundings;
    private final Format format;

    public Output(Surroundings surroundings, Format format) {
        this.surroundings = surroundings;
        this.format = format;
    }

    /**
     * One document: an array, a table with a line for each row, or an id a line.
     *
     * @param id the field that {@code -o ids} prints
     */
    public void list(List<JsonObject> rows, String id, List<Column> columns) {
        JsonArray array = new JsonArray();
        rows.forEach(array::add);
        switch (format) {
            case JSON -> surroundings.out().println(Cells.escaped(JSON.toJson(array)));
            case YAML -> surroundings.out().print(Yaml.of(array));
            case IDS -> rows.forEach(row -> surroundings.out().println(Cells.text(row, id)));
            case TABLE -> new Table(surroundings, columns).print(rows);
        }
        surroundings.out().flush();
    }

    /** One document: an object; the table has one line. */
    public void one(JsonObject row, String id, List<Column> columns) {
        switch (format) {
            case JSON -> surroundings.out().println(Cells.escaped(JSON.toJson(row)));
            case YAML -> surroundings.out().print(Yaml.of(row));
            default -> list(List.of(row), id, columns);
        }
        surroundings.out().flush();
    }

    /** One document as it came; the table and the ids are of what is in it. */
    public void all(JsonObject document, List<JsonObject> rows, String id, List<Column> columns) {
        switch (format) {
            case JSON -> surroundings.out().println(Cells.escaped(JSON.toJson(document)));
            case YAML -> surroundings.out().print(Yaml.of(document));
            default -> list(rows, id, columns);
        }
        surroundings.out().flush();
    }

    /** One document that is mostly sentences: people get a line for each column. */
    public void card(JsonObject document, JsonObject row, String id, List<Column> columns) {
        if (format == Format.TABLE && surroundings.terminal()) {
            new Table(surroundings, columns).card(row);
            surroundings.out().flush();
        } else {
            all(document, List.of(row), id, columns);
        }
    }

    /** Whether a table is printed, be it for a person or with tabs for a program. */
    public boolean isTable() {
        return format == Format.TABLE;
    }

    /** Whether a person looks at a table just now. */
    public boolean isForPeople() {
        return isTable() && surroundings.terminal();
    }

    /** What is about to be hit, as a table, while the answer itself may go elsewhere. */
    public void warn(List<JsonObject> rows, List<Column> columns) {
        new Table(surroundings, columns).warn(rows);
    }

    /** One of many documents that follow each other, for what is watched: JSON on one line, YAML after {@code ---}. */
    public void next(JsonObject row, String id, List<Column> columns) {
        switch (format) {
            case JSON -> surroundings.out().println(Cells.escaped(LINE.toJson((JsonElement) row)));
            case YAML -> surroundings.out().print("---\n" + Yaml.of(row));
            case IDS -> surroundings.out().println(Cells.text(row, id));
            case TABLE -> new Table(surroundings, columns).line(row);
        }
        surroundings.out().flush();
    }

    public void say(String sentence) {
        surroundings.err().println(sentence);
    }
}
