package botcreds.command.output;

import botcreds.command.config.CommandFailure;
import java.util.Locale;

/** How data is printed. Field names are those of the API in every format. */
public enum Format {
    TABLE,
    JSON,
    YAML,
    IDS;

    /**
     * Finds it by its word on the command line.
     *
     * @throws CommandFailure if there is no such format
     */
    public static Format of(String word) {
        for (Format format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(word)) {
                return format;
            }
        }
        throw CommandFailure.usage("There is no output '" + word + "'.", "The outputs are table, json, yaml and ids.");
    }
}
