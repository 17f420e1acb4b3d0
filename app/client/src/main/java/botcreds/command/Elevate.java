package botcreds.command;

import botcreds.client.HumanClient;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code botcreds elevate}: what a bot may have without asking, for a while. */
@Command(
        name = "elevate",
        description = "Let a bot have something without asking for a while; --list shows what is given, --end ends it.")
final class Elevate extends HumanWord {
    private static final int WORDS = 4;

    @Parameters(
            arity = "0..4",
            paramLabel = "BOT REPO PERMS FOR",
            description = "Such as: machina-bot myorg/repo-a contents:write,issues:write 2h")
    private List<String> words = List.of();

    @Option(names = "--list", description = "What is given now.")
    private boolean list;

    @Option(names = "--end", paramLabel = "ID", description = "End one before its time.")
    private Optional<String> end = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the audit log.")
    private Optional<String> reason = Optional.empty();

    @Mixin
    private Consent consent = new Consent();

    Elevate(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        int asked = (words.isEmpty() ? 0 : 1) + (list ? 1 : 0) + (end.isPresent() ? 1 : 0);
        if (asked != 1 || (!words.isEmpty() && words.size() != WORDS)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "It goes like this: botcreds elevate machina-bot myorg/repo-a contents:write 2h"
                            + " (or --list, or --end=ID).");
        }
        if (list) {
            return shown();
        }
        return end.map(this::ended).orElseGet(this::given);
    }

    private ExitCode given() {
        JsonObject body = new JsonObject();
        body.addProperty("bot", words.get(0));
        body.add("repos", Documents.array(List.of(words.get(1).split(",", -1))));
        body.add("permissions", Documents.array(List.of(words.get(2).split(",", -1))));
        body.addProperty("for", words.get(3));
        reason.ifPresent(text -> body.addProperty("reason", text));
        return new Deeds(around(), output(), broker()).perform(consent, "/v1/elevations", body);
    }

    private ExitCode ended(String id) {
        new Deeds(around(), output(), broker())
                .show(broker().delete("/v1/elevations/" + HumanClient.encoded(id)));
        return ExitCode.OK;
    }

    private ExitCode shown() {
        JsonObject answer = broker().get("/v1/elevations");
        List<JsonObject> elevations = Documents.objects(answer, "elevations");
        output().show(
                        around(),
                        answer,
                        () -> table(elevations),
                        () -> elevations.stream()
                                .map(each -> Documents.text(each, "id"))
                                .toList());
        return ExitCode.OK;
    }

    private Table table(List<JsonObject> elevations) {
        Times times = output().times(around());
        Table table = new Table("ID", "BOT", "REPOSITORIES", "PERMISSIONS", "GIVEN BY", "ENDS");
        elevations.forEach(each -> table.row(
                Documents.text(each, "id"),
                Documents.text(each, "bot"),
                Documents.joined(each, "repos"),
                Documents.joined(each, "permissions"),
                Documents.text(each, "name"),
                times.shown(Documents.text(each, "ends_at"))));
        return table;
    }
}
