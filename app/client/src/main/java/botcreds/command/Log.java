package botcreds.command;

import botcreds.client.HumanClient;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code botcreds log}: the audit log, oldest first as logs are read. */
@Command(name = "log", description = "The audit log, oldest first.")
final class Log extends HumanWord {
    private static final int SECONDS_BETWEEN_LOOKS = 5;
    private static final int MOST_OF_AN_ANSWER = 1000;
    private static final List<String> SAID_OTHERWISE =
            List.of("seq", "timestamp", "event", "bot", "repo", "repos", "permissions", "actor", "actor_name", "prev_hash",
                    "hash");

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "90s, 30m, 24h, 7d or 2026-02-17T15:00:00Z; default ${DEFAULT-VALUE}.")
    private String since = "24h";

    @Option(names = "--bot", paramLabel = "BOT", description = "About this bot only.")
    private Optional<String> bot = Optional.empty();

    @Option(names = "--repo", paramLabel = "OWNER/NAME", description = "About this repository only.")
    private Optional<String> repo = Optional.empty();

    @Option(names = "--event", paramLabel = "EVENT", description = "Such as credential_issued.")
    private Optional<String> event = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "The newest N rows at most, 1 to 1000; default ${DEFAULT-VALUE}.")
    private int limit = MOST_OF_AN_ANSWER;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on, and show each row as it comes.")
    private boolean follow;

    Log(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        HumanClient broker = broker();
        List<JsonObject> rows = rows(broker, since);
        if (!follow) {
            show(rows);
            return ExitCode.OK;
        }
        long last = 0;
        String from = since;
        while (true) {
            long seen = last;
            List<JsonObject> fresh =
                    rows.stream().filter(row -> row.get("seq").getAsLong() > seen).toList();
            fresh.forEach(this::next);
            if (!fresh.isEmpty()) {
                JsonObject newest = fresh.get(fresh.size() - 1);
                last = newest.get("seq").getAsLong();
                from = Documents.text(newest, "timestamp");
            }
            if (!pause()) {
                return ExitCode.INTERRUPTED;
            }
            rows = rows(broker, from);
        }
    }

    private List<JsonObject> rows(HumanClient broker, String from) {
        StringBuilder path = new StringBuilder("/v1/audit?limit=" + limit + "&since=" + HumanClient.encoded(from));
        bot.ifPresent(name -> path.append("&bot=").append(HumanClient.encoded(name)));
        repo.ifPresent(name -> path.append("&repo=").append(HumanClient.encoded(name)));
        event.ifPresent(word -> path.append("&event=").append(HumanClient.encoded(word)));
        List<JsonObject> rows = new ArrayList<>(Documents.objects(broker.get(path.toString()), "events"));
        Collections.reverse(rows);
        return rows;
    }

    private void show(List<JsonObject> rows) {
        if (rows.isEmpty() && output().isForHumans(around())) {
            tell("Nothing since " + since + ".");
            return;
        }
        if (rows.size() == limit) {
            tell("These are the newest " + limit + "; for older ones narrow it with --bot, --repo or --event.");
        }
        JsonArray events = new JsonArray();
        rows.forEach(events::add);
        JsonObject document = new JsonObject();
        document.add("events", events);
        output().show(around(), document, () -> table(rows), () -> ids(rows));
    }

    private void next(JsonObject row) {
        if (output().isForHumans(around())) {
            around().out().println(Table.oneLine(sentence(row)));
            return;
        }
        output().showNext(around(), row, () -> table(List.of(row)), () -> ids(List.of(row)));
    }

    private static List<String> ids(List<JsonObject> rows) {
        return rows.stream().map(row -> Documents.text(row, "seq")).toList();
    }

    private Table table(List<JsonObject> rows) {
        Times times = output().times(around());
        Table table = new Table("WHEN", "EVENT", "BOT", "REPOSITORIES", "PERMISSIONS", "WHO", "MORE");
        rows.forEach(row -> table.row(
                times.shown(Documents.text(row, "timestamp")),
                Documents.text(row, "event"),
                Documents.text(row, "bot"),
                Documents.text(row, "repo"),
                Documents.text(row, "permissions"),
                who(row),
                more(row)));
        return table;
    }

    private String sentence(JsonObject row) {
        return String.join(
                "  ",
                Documents.text(row, "timestamp"),
                Documents.text(row, "event"),
                Documents.text(row, "bot"),
                Documents.text(row, "repo"),
                Documents.text(row, "permissions"),
                who(row),
                more(row));
    }

    private static String who(JsonObject row) {
        String name = Documents.text(row, "actor_name");
        return name.isEmpty() ? Documents.text(row, "actor") : name;
    }

    private static String more(JsonObject row) {
        return String.join(
                " ",
                row.keySet().stream()
                        .filter(name -> !SAID_OTHERWISE.contains(name))
                        .map(name -> name + "=" + Documents.text(row, name))
                        .toList());
    }

    private static boolean pause() {
        try {
            TimeUnit.SECONDS.sleep(SECONDS_BETWEEN_LOOKS);
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
