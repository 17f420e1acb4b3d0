package botcreds.command.human;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
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
public final class Elevate extends HumanWord {
    private static final int WORDS = 4;

    @Parameters(
            arity = "0..4",
            paramLabel = "BOT REPO PERMS FOR",
            description = "such as: machina-bot myorg/repo-a contents:write,issues:write 2h")
    private List<String> words = List.of();

    @Option(names = "--list", description = "what is given now")
    private boolean list;

    @Option(names = "--end", paramLabel = "ID", description = "end one before its time")
    private Optional<String> end = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "kept in the audit log")
    private Optional<String> reason = Optional.empty();

    @Mixin
    private Consent consent = new Consent();

    public Elevate(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        int asked = (words.isEmpty() ? 0 : 1) + (list ? 1 : 0) + (end.isPresent() ? 1 : 0);
        if (asked != 1 || (!words.isEmpty() && words.size() != WORDS)) {
            throw CommandFailure.usage(
                    "It is not clear what to do.",
                    "Write 'botcreds elevate machina-bot myorg/repo-a contents:write 2h', or --list, or --end=ID.");
        }
        if (list) {
            return shown();
        }
        return end.map(id -> new Deeds(this).end("/v1/elevations/" + Documents.encoded(id)))
                .orElseGet(this::given);
    }

    private ExitCode given() {
        JsonObject body = new JsonObject();
        body.addProperty("bot", words.get(0));
        body.add("repos", Documents.listed(words.get(1)));
        body.add("permissions", Documents.listed(words.get(2)));
        body.addProperty("for", words.get(3));
        reason.ifPresent(text -> body.addProperty("reason", text));
        return new Deeds(this).perform(consent, "/v1/elevations", body);
    }

    private ExitCode shown() {
        JsonObject answer = broker().get("/v1/elevations");
        output().all(
                        answer,
                        Documents.objects(answer, "elevations"),
                        "id",
                        List.of(
                                Column.text("ID", "id"),
                                Column.text("BOT", "bot"),
                                Column.text("REPOSITORIES", "repos"),
                                Column.text("PERMISSIONS", "permissions"),
                                Column.text("GIVEN BY", "name"),
                                Column.time("ENDS", "ends_at")));
        return ExitCode.OK;
    }
}
