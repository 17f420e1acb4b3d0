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

    /** Where several words must fit, an answer is about 20,000 rows at most; so these are two million, and some seconds. */
    private static final int MOST_ANSWERS = 100;

    private static final int ANSWERS_BETWEEN_SIGNS_OF_LIFE = 10;

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

    @Option(
            names = "--before",
            paramLabel = "ROW",
            description = "rows with a smaller number only; a search that stopped says which")
    private Optional<Long> before = Optional.empty();

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

    /**
     * An answer of the broker, as it came.
     *
     * @param next     the number to go on from, if there may be more
     * @param searched how far it looked, if it stopped before it had as many as were wanted
     */
    private record Answer(List<JsonObject> rows, Optional<Long> next, Optional<String> searched) {}

    @Override
    ExitCode say() {
        BrokerApi broker = broker();
        Answer newest = newest(broker);
        List<JsonObject> rows = new ArrayList<>(newest.rows());
        Collections.reverse(rows);
        if (follow) {
            return follow(broker, rows);
        }
        if (newest.searched().isPresent()) {
            output().say("Searched back to " + newest.searched().get() + " in " + MOST_ANSWERS
                    + " answers of the broker, and stopped. To search further back, add --before="
                    + newest.next().orElseThrow() + ".");
        } else if (rows.size() == limit) {
            output().say("These are the newest " + limit + "; for older ones add --before="
                    + rows.get(0).get("seq").getAsLong() + ", or narrow it with --until, --bot, --repo or --event.");
        } else if (rows.isEmpty() && output().isForPeople()) {
            output().say("Nothing since " + since + ".");
            return ExitCode.OK;
        }
        if (!rows.isEmpty() || !output().isForPeople()) {
            output().list(rows, "seq", COLUMNS);
        }
        return ExitCode.OK;
    }

    /** Goes on where the broker stopped searching, until there are enough rows or it was asked often enough. */
    private Answer newest(BrokerApi broker) {
        List<JsonObject> rows = new ArrayList<>();
        Optional<Long> end = before;
        Answer answer = new Answer(List.of(), Optional.empty(), Optional.empty());
        for (int asked = 1; asked <= MOST_ANSWERS; asked++) {
            answer = answered(
                    broker,
                    limit - rows.size(),
                    sinceThen(since) + end.map(row -> "&before=" + row).orElse(""));
            rows.addAll(answer.rows());
            end = answer.next();
            if (answer.searched().isEmpty() || end.isEmpty()) {
                break;
            }
            if (asked % ANSWERS_BETWEEN_SIGNS_OF_LIFE == 0 && asked < MOST_ANSWERS && output().isForPeople()) {
                output().say("Searched back to " + answer.searched().get() + " so far, and going on.");
            }
        }
        return new Answer(rows, end, answer.searched());
    }

    /** Goes by the numbers of rows, so that none comes twice or is left out, however many there are at once. */
    private ExitCode follow(BrokerApi broker, List<JsonObject> first) {
        Answer answer = new Answer(first, Optional.empty(), Optional.empty());
        long last = 0;
        while (true) {
            for (JsonObject row : answer.rows()) {
                output().next(row, "seq", COLUMNS);
                last = row.get("seq").getAsLong();
            }
            // Further than the last row that fits, where none of many that came since does.
            last = answer.next().orElse(last);
            if (answer.rows().size() < limit && answer.searched().isEmpty()) {
                pause(BETWEEN_LOOKS);
            }
            answer = rowsAfter(broker, last);
        }
    }

    /** Waits for a broker that is restarted or cannot read its database; nothing is lost by that. */
    private Answer rowsAfter(BrokerApi broker, long last) {
        boolean away = false;
        while (true) {
            try {
                // Before the first row there is only the time to go by.
                Answer rows = answered(broker, limit, "&after=" + last + (last == 0 ? sinceThen(since) : ""));
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

    private static String sinceThen(String from) {
        return "&since=" + Documents.encoded(from);
    }

    private Answer answered(BrokerApi broker, int most, String which) {
        StringBuilder path = new StringBuilder("/v1/audit?limit=" + most + which);
        until.ifPresent(time -> path.append("&until=").append(Documents.encoded(time)));
        bot.ifPresent(name -> path.append("&bot=").append(Documents.encoded(name)));
        repo.ifPresent(name -> path.append("&repo=").append(Documents.encoded(name)));
        event.ifPresent(word -> path.append("&event=").append(Documents.encoded(word)));
        JsonObject document = broker.get(path.toString());
        List<JsonObject> rows = Documents.objects(document, "events");
        if (output().isTable()) {
            rows.forEach(Log::tell);
        }
        return new Answer(
                rows,
                some(document, "next_before")
                        .or(() -> some(document, "next_after"))
                        .map(Long::valueOf),
                some(document, "searched_to"));
    }

    private static Optional<String> some(JsonObject document, String name) {
        return Optional.of(Documents.text(document, name)).filter(text -> !text.isEmpty());
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
