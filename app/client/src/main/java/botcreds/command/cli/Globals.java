package botcreds.command.cli;

import botcreds.command.config.Configuration;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Format;
import botcreds.command.output.Output;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every subcommand, and what follows from them. A subcommand takes it as a {@code @Mixin}. */
public final class Globals {
    private final Surroundings surroundings;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json, yaml or ids (BOTCREDS_OUTPUT)")
    private @Nullable String output;

    @Option(names = "--json", description = "the same as -o json")
    private boolean json;

    @Option(names = "--url", paramLabel = "URL", description = "where the broker is (BOTCREDS_URL)")
    private @Nullable String url;

    public Globals(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    public Configuration configuration() {
        Map<String, String> options = new HashMap<>();
        if (url != null) {
            options.put("url", url);
        }
        return new Configuration(surroundings, options);
    }

    /** The word after {@code -o}, for commands that know more formats than {@link Format}. */
    public String format() {
        if (output != null) {
            return output;
        }
        return json ? "json" : configuration().setting("output").orElse("table");
    }

    public Output output() {
        return new Output(surroundings, Format.of(format()));
    }
}
