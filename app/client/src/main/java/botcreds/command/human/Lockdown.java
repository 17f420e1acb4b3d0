package botcreds.command.human;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import com.google.gson.JsonObject;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code botcreds lockdown}: for when a bot is not its own any more. */
@Command(name = "lockdown", description = "Revoke everything of a bot, deny all it asks from now on, and end its keys.")
public final class Lockdown extends HumanWord {
    @Parameters(paramLabel = "BOT", description = "its name in the policy")
    private String bot = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "kept in the audit log and shown under bots")
    private Optional<String> reason = Optional.empty();

    @Mixin
    private Consent consent = new Consent();

    public Lockdown(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        JsonObject body = new JsonObject();
        reason.ifPresent(text -> body.addProperty("reason", text));
        return new Deeds(this).perform(consent, "/v1/bots/" + Documents.encoded(bot) + "/lockdown", body);
    }
}
