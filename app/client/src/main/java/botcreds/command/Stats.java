package botcreds.command;

import botcreds.client.HumanClient;
import com.google.gson.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code botcreds stats}. */
@Command(name = "stats", description = "How often what happened.")
final class Stats extends HumanWord {
    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "90s, 30m, 24h, at most 7d; default ${DEFAULT-VALUE}.")
    private String since = "24h";

    Stats(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        JsonObject answer = broker().get("/v1/stats?since=" + HumanClient.encoded(since));
        JsonObject events = Documents.object(answer, "events");
        output().show(around(), answer, () -> table(events), () -> List.copyOf(events.keySet()));
        return ExitCode.OK;
    }

    private static Table table(JsonObject events) {
        Table table = new Table("EVENT", "COUNT");
        events.keySet().forEach(event -> table.row(event, Documents.text(events, event)));
        return table;
    }
}
