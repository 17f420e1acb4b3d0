package botcreds.command;

import botcreds.client.HumanClient;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code botcreds approve}: one request by its id, or all that waits of a bot after they were listed. */
@Command(name = "approve", description = "Approve a request, or with --bot and --all everything of a bot that waits.")
final class Approve extends HumanWord {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "As pending shows it, such as a3f2.")
    private Optional<String> id = Optional.empty();

    @Option(names = "--persist", description = "Also write the exact rule into the policy (Remember).")
    private boolean persist;

    @Option(names = "--bot", paramLabel = "BOT", description = "With --all.")
    private Optional<String> bot = Optional.empty();

    @Option(names = "--all", description = "Everything of the bot that waits.")
    private boolean all;

    @Mixin
    private Consent consent = new Consent();

    Approve(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        if (id.isPresent() == all || bot.isPresent() != all) {
            throw new Failure(
                    ExitCode.USAGE,
                    "Name one request (botcreds approve a3f2), or a bot and all of it (botcreds approve --bot=B --all).");
        }
        if (all && persist) {
            throw new Failure(ExitCode.USAGE, "--persist remembers one request; approve those one by one.");
        }
        return all ? everythingOf(bot.orElseThrow()) : one(Rulings.id(id.orElseThrow()));
    }

    private ExitCode one(String which) {
        HumanClient broker = broker();
        if (consent.isDryRun()) {
            return onlyLook(broker, which);
        }
        JsonObject body = new JsonObject();
        body.addProperty("persist", persist);
        Rulings.show(this, broker.post("/v1/requests/" + which + "/approve", body));
        return ExitCode.OK;
    }

    private ExitCode onlyLook(HumanClient broker, String which) {
        JsonObject request = Documents.objects(broker.get("/v1/requests?state=pending"), "requests").stream()
                .filter(each -> Documents.text(each, "id").equals(which)
                        || Documents.text(each, "request_id").equals(which))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.NOT_FOUND, "No request " + which + " waits. See what does with: botcreds pending"));
        tell("This would be approved" + (persist ? ", and remembered: " + Documents.text(request, "remembers") : "")
                + ".");
        output().show(
                        around(),
                        request,
                        () -> new Table("ID", "BOT", "REPOSITORIES", "PERMISSIONS", "FOR", "REASON")
                                .row(
                                        which,
                                        Documents.text(request, "bot"),
                                        Documents.joined(request, "repos"),
                                        Documents.joined(request, "permissions"),
                                        Documents.text(request, "ttl"),
                                        Documents.text(request, "reason")),
                        () -> List.of(Documents.text(request, "request_id")));
        return ExitCode.OK;
    }

    /** What was shown is what is approved: the broker refuses whatever has changed since. */
    private ExitCode everythingOf(String name) {
        JsonObject look = new JsonObject();
        look.addProperty("bot", name);
        look.addProperty("all", true);
        return new Deeds(around(), output(), broker()).perform(consent, "/v1/requests/approve", look, preview -> {
            JsonArray shown = new JsonArray();
            for (JsonObject hit : Documents.objects(preview, "hits")) {
                JsonObject request = new JsonObject();
                request.add("request_id", hit.get("request_id"));
                request.add("revision", hit.get("revision"));
                shown.add(request);
            }
            JsonObject body = new JsonObject();
            body.addProperty("bot", name);
            body.add("requests", shown);
            return body;
        });
    }
}
