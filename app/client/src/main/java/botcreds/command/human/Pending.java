package botcreds.command.human;

import botcreds.client.BrokerApi;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code botcreds pending}: what waits for a decision. */
@Command(name = "pending", description = "What waits for a decision, oldest first.")
public final class Pending extends HumanWord {
    /** Who somebody is, Slack is asked anew each five seconds; more often would tell nothing more. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private static final String CLEAR_SCREEN = "\u001b[2J\u001b[H";

    static final List<Column> COLUMNS = List.of(
            Column.id("ID", "id", "request_id"),
            Column.text("BOT", "bot"),
            Column.text("REPOSITORIES", "repos"),
            Column.text("PERMISSIONS", "permissions"),
            Column.text("FOR", "ttl"),
            Column.time("REQUESTED", "requested_at"),
            Column.time("EXPIRES", "expires_at"),
            Column.text("REASON", "reason"));

    @Option(names = "--bot", paramLabel = "BOT", description = "of this bot only")
    private Optional<String> bot = Optional.empty();

    @Option(
            names = {"-w", "--watch"},
            description = "go on, and show what waits whenever it changes")
    private boolean watch;

    public Pending(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        BrokerApi broker = broker();
        List<JsonObject> shown = look(broker);
        if (!watch) {
            list(shown);
            return ExitCode.OK;
        }
        next(shown);
        while (true) {
            pause(BETWEEN_LOOKS);
            List<JsonObject> now = look(broker);
            if (!now.equals(shown)) {
                shown = now;
                next(shown);
            }
        }
    }

    private List<JsonObject> look(BrokerApi broker) {
        String ofBot = bot.map(name -> "&bot=" + Documents.encoded(name)).orElse("");
        return Documents.objects(broker.get("/v1/requests?state=pending" + ofBot), "requests");
    }

    private void list(List<JsonObject> requests) {
        if (requests.isEmpty() && output().isForPeople()) {
            output().say("Nothing waits for a decision.");
        } else {
            output().list(requests, "request_id", COLUMNS);
        }
    }

    /** People see the list as it is now, programs one line for each request in it. */
    private void next(List<JsonObject> requests) {
        if (output().isForPeople()) {
            surroundings().out().print(CLEAR_SCREEN);
            list(requests);
        } else {
            requests.forEach(request -> output().next(request, "request_id", COLUMNS));
        }
    }
}
