package botcreds.command.human;

import botcreds.client.BrokerApi;
import botcreds.client.BrokerUnavailable;
import botcreds.client.BrokerUnreachable;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code botcreds log}: the audit log, oldest first as logs are read. */
@Command(name = "log", description = "The audit log, oldest first.")
public final class Log extends HumanWord {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final int MOST_OF_AN_ANSWER = 1000;

    /** What has a column of its own, and what only the chain needs. */
    private static final Set<String> NOT_MORE = Set.of(
            "seq",
            "timestamp",
            "event",
            "bot",
            "repo",
            "repos",
            "permissions",
            "actor",
            "actor_name",
            "prev_hash",
            "hash");

    private static final List<Column> COLUMNS = List.of(
            Column.time("WHEN", "timestamp"),
            Column.text("EVENT", "event"),
            Column.text("BOT", "bot"),
            Column.text("REPOSITORIES", "repo"),
            Column.text("PERMISSIONS", "permissions"),
            Column.id("WHO", "who", "actor"),
            Column.text("MORE", "more"));

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "90s, 30m, 24h, 7d or 2026-02-17T15:00:00Z; default ${DEFAULT-VALUE}")
    private String since = "24h";

    @Option(names = "--until", paramLabel = "TIME", description = "up to then; likewise")
    private Optional<String> until = Optional.empty();

    @Option(names = "--bot", paramLabel = "BOT", description = "about this bot only")
    private Optional<String> bot = Optional.empty();

    @Option(names = "--repo", paramLabel = "OWNER/NAME", description = "about this repository only")
    private Optional<String> repo = Optional.empty();

    @Option(names = "--event", paramLabel = "EVENT", description = "such as credential_issued")
    private Optional<String> event = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "the newest N rows at most, 1 to 1000; default ${DEFAULT-VALUE}")
    private int limit = MOST_OF_AN_ANSWER;

    @Option(
            names = {"-f", "--follow"},
            description = "go on, and show each row as it comes")
    private boolean follow;

    public Log(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        BrokerApi broker = broker();
        List<JsonObject> rows = rows(broker, since);
        if (follow) {
            return follow(broker, rows);
        }
        if (rows.size() == limit) {
            output().say("These are the newest " + limit + "; for older ones use --until, or narrow it with --bot,"
                    + " --repo or --event.");
        }
        if (rows.isEmpty() && output().isForPeople()) {
            output().say("Nothing since " + since + ".");
        } else {
            output().list(rows, "seq", COLUMNS);
        }
        return ExitCode.OK;
    }

    /** Goes by the numbers of rows, so that none comes twice or is left out, however many there are at once. */
    private ExitCode follow(BrokerApi broker, List<JsonObject> first) {
        List<JsonObject> rows = first;
        long last = 0;
        while (true) {
            for (JsonObject row : rows) {
                output().next(row, "seq", COLUMNS);
                last = row.get("seq").getAsLong();
            }
            if (rows.size() < limit) {
                pause(BETWEEN_LOOKS);
            }
            rows = rowsAfter(broker, last);
        }
    }

    /** Waits for a broker that is restarted or cannot read its database; nothing is lost by that. */
    private List<JsonObject> rowsAfter(BrokerApi broker, long last) {
        boolean away = false;
        while (true) {
            try {
                // Before the first row there is only the time to go by.
                List<JsonObject> rows = answered(broker, "&after=" + last + (last == 0 ? sinceThen(since) : ""));
                if (away) {
                    output().say("The broker is back.");
                }
                return rows;
            } catch (BrokerUnreachable | BrokerUnavailable now) {
                if (!away) {
                    output().say("The broker does not answer; going on when it does.");
                }
                away = true;
                pause(BETWEEN_LOOKS);
            }
        }
    }

    private List<JsonObject> rows(BrokerApi broker, String from) {
        List<JsonObject> rows = answered(broker, sinceThen(from));
        Collections.reverse(rows);
        return rows;
    }

    private static String sinceThen(String from) {
        return "&since=" + Documents.encoded(from);
    }

    private List<JsonObject> answered(BrokerApi broker, String which) {
        StringBuilder path = new StringBuilder("/v1/audit?limit=" + limit + which);
        until.ifPresent(time -> path.append("&until=").append(Documents.encoded(time)));
        bot.ifPresent(name -> path.append("&bot=").append(Documents.encoded(name)));
        repo.ifPresent(name -> path.append("&repo=").append(Documents.encoded(name)));
        event.ifPresent(word -> path.append("&event=").append(Documents.encoded(word)));
        List<JsonObject> rows = new ArrayList<>(Documents.objects(broker.get(path.toString()), "events"));
        if (output().isTable()) {
            rows.forEach(Log::tell);
        }
        return rows;
    }

    /** Adds what only tables show: who it was, and all that has no column of its own. */
    private static void tell(JsonObject row) {
        String name = Documents.text(row, "actor_name");
        row.addProperty("who", name.isEmpty() ? Documents.text(row, "actor") : name);
        row.addProperty(
                "more",
                row.keySet().stream()
                        .filter(field -> !NOT_MORE.contains(field) && !field.equals("who"))
                        .map(field -> field + "=" + Documents.text(row, field))
                        .collect(Collectors.joining(" ")));
    }
}
