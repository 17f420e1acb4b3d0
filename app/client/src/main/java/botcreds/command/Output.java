package botcreds.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** How an answer is shown: a table to read, a document for a program, or just the names for another command. */
final class Output {
    /** The four forms. */
    enum Format {
        TABLE,
        JSON,
        YAML,
        IDS;

        /** As it is typed. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final Gson LINE = new GsonBuilder().disableHtmlEscaping().create();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "${env:BOTCREDS_OUTPUT:-table}",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format = Format.TABLE;

    Times times(Surroundings around) {
        return new Times(around.clock(), isForHumans(around));
    }

    /** Whether somebody looks at a table just now. */
    boolean isForHumans(Surroundings around) {
        return format == Format.TABLE && around.isTerminal();
    }

    /** A document, or what is left of it for humans. */
    void show(Surroundings around, JsonObject document, Supplier<Table> table, Supplier<List<String>> ids) {
        around.out().print(text(around, document, table, ids));
        around.out().flush();
    }

    /** One of many documents of one command: each is a line of its own where programs read them. */
    void showNext(Surroundings around, JsonObject document, Supplier<Table> table, Supplier<List<String>> ids) {
        String text =
                switch (format) {
                    case JSON -> LINE.toJson(document) + "\n";
                    case YAML -> "---\n" + Yaml.of(document);
                    case TABLE, IDS -> text(around, document, table, ids);
                };
        around.out().print(text);
        around.out().flush();
    }

    private String text(
            Surroundings around, JsonObject document, Supplier<Table> table, Supplier<List<String>> ids) {
        return switch (format) {
            case TABLE -> table.get().lines(around.isTerminal());
            case JSON -> PRETTY.toJson(document) + "\n";
            case YAML -> Yaml.of(document);
            case IDS -> String.join("", ids.get().stream().map(id -> id + "\n").toList());
        };
    }
}
