package botcreds.command;

import botcreds.client.HumanClient;
import com.google.gson.JsonObject;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code botcreds lockdown}: for when a bot is not its own any more. */
@Command(
        name = "lockdown",
        description = "Revoke everything of a bot, deny all it asks from now on, and end its keys.")
final class Lockdown extends HumanWord {
    @Parameters(paramLabel = "BOT", description = "Its name in the policy.")
    private String bot = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the audit log and shown under bots.")
    private Optional<String> reason = Optional.empty();

    @Mixin
    private Consent consent = new Consent();

    Lockdown(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        JsonObject body = new JsonObject();
        reason.ifPresent(text -> body.addProperty("reason", text));
        return new Deeds(around(), output(), broker())
                .perform(consent, "/v1/bots/" + HumanClient.encoded(bot) + "/lockdown", body);
    }
}
