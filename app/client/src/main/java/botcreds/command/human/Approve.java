package botcreds.command.human;

import botcreds.client.BrokerApi;
import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
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
public final class Approve extends HumanWord {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "as pending shows it, such as a3f2")
    private Optional<String> id = Optional.empty();

    @Option(names = "--persist", description = "also write the exact rule into the policy (Remember)")
    private boolean persist;

    @Option(names = "--bot", paramLabel = "BOT", description = "with --all")
    private Optional<String> bot = Optional.empty();

    @Option(names = "--all", description = "everything of the bot that waits")
    private boolean all;

    @Mixin
    private Consent consent = new Consent();

    public Approve(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        if (id.isPresent() == all || bot.isPresent() != all) {
            throw CommandFailure.usage(
                    "It is not clear what to approve.",
                    "Name one request ('botcreds approve a3f2'), or all of a bot ('botcreds approve --bot=B --all').");
        }
        if (all && persist) {
            throw CommandFailure.usage("--persist remembers one request at a time.", "Approve these one by one.");
        }
        return all ? everythingOf(bot.orElseThrow()) : one(Rulings.id(id.orElseThrow()));
    }

    private ExitCode one(String which) {
        BrokerApi broker = broker();
        if (consent.isDryRun()) {
            return onlyLook(broker, which);
        }
        JsonObject body = new JsonObject();
        body.addProperty("persist", persist);
        return Rulings.show(this, broker.post("/v1/requests/" + which + "/approve", body));
    }

    private ExitCode onlyLook(BrokerApi broker, String which) {
        JsonObject request = Documents.objects(broker.get("/v1/requests?state=pending"), "requests").stream()
                .filter(each -> Documents.text(each, "id").equals(which)
                        || Documents.text(each, "request_id").equals(which))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.NOT_FOUND,
                        "No request " + which + " waits.",
                        "See 'botcreds pending' for what does."));
        output().say("This would be approved"
                + (persist ? ", and remembered: " + Documents.text(request, "remembers") : "") + ".");
        output().all(request, List.of(request), "request_id", Pending.COLUMNS);
        return ExitCode.OK;
    }

    /** What was shown is what is approved: the broker refuses whatever has changed since. */
    private ExitCode everythingOf(String name) {
        JsonObject look = new JsonObject();
        look.addProperty("bot", name);
        look.addProperty("all", true);
        return new Deeds(this).perform(consent, "/v1/requests/approve", look, preview -> {
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
