package botcreds.command;

import botcreds.client.HumanClient;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code botcreds pending}: what waits for a decision. */
@Command(name = "pending", description = "What waits for a decision, oldest first.")
final class Pending extends HumanWord {
    /** Who somebody is, Slack is asked anew each five seconds; this leaves it room for others. */
    private static final int SECONDS_BETWEEN_LOOKS = 5;

    @Option(names = "--bot", paramLabel = "BOT", description = "Of this bot only.")
    private Optional<String> bot = Optional.empty();

    @Option(
            names = {"-w", "--watch"},
            description = "Go on, and show it again whenever it changes.")
    private boolean watch;

    Pending(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        HumanClient broker = broker();
        String path = "/v1/requests?state=pending"
                + bot.map(name -> "&bot=" + HumanClient.encoded(name)).orElse("");
        JsonObject shown = broker.get(path);
        if (!watch) {
            show(shown);
            return ExitCode.OK;
        }
        next(shown);
        while (pause()) {
            JsonObject now = broker.get(path);
            if (!now.equals(shown)) {
                shown = now;
                next(shown);
            }
        }
        return ExitCode.INTERRUPTED;
    }

    private void show(JsonObject requests) {
        if (Documents.objects(requests, "requests").isEmpty() && output().isForHumans(around())) {
            tell("Nothing waits for a decision.");
            return;
        }
        output().show(around(), requests, () -> table(requests), () -> ids(requests));
    }

    private void next(JsonObject requests) {
        if (output().isForHumans(around())) {
            // Clears the screen and goes to its top, so that one always sees the list as it is.
            around().out().print("\u001b[2J\u001b[H");
            show(requests);
            return;
        }
        output().showNext(around(), requests, () -> table(requests), () -> ids(requests));
    }

    private static List<String> ids(JsonObject requests) {
        return Documents.objects(requests, "requests").stream()
                .map(request -> Documents.text(request, "request_id"))
                .toList();
    }

    private Table table(JsonObject requests) {
        boolean forHumans = output().isForHumans(around());
        Times times = output().times(around());
        Table table = new Table("ID", "BOT", "REPOSITORIES", "PERMISSIONS", "FOR", "REQUESTED", "EXPIRES", "REASON");
        for (JsonObject request : Documents.objects(requests, "requests")) {
            table.row(
                    Documents.text(request, forHumans ? "id" : "request_id"),
                    Documents.text(request, "bot"),
                    Documents.joined(request, "repos"),
                    Documents.joined(request, "permissions"),
                    Documents.text(request, "ttl"),
                    times.shown(Documents.text(request, "requested_at")),
                    times.shown(Documents.text(request, "expires_at")),
                    Documents.text(request, "reason"));
        }
        return table;
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
