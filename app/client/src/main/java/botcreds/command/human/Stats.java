package botcreds.command.human;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code botcreds stats}. */
@Command(name = "stats", description = "How often what happened.")
public final class Stats extends HumanWord {
    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "90s, 30m, 24h, at most 7d; default ${DEFAULT-VALUE}")
    private String since = "24h";

    public Stats(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        JsonObject answer = broker().get("/v1/stats?since=" + Documents.encoded(since));
        JsonObject events = Documents.object(answer, "events");
        List<JsonObject> rows = new ArrayList<>();
        events.keySet().forEach(event -> {
            JsonObject row = new JsonObject();
            row.addProperty("event", event);
            row.add("count", events.get(event));
            rows.add(row);
        });
        output().all(answer, rows, "event", List.of(Column.text("EVENT", "event"), Column.text("COUNT", "count")));
        return ExitCode.OK;
    }
}
