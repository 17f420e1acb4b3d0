package botcreds.command.human;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import com.google.gson.JsonObject;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code botcreds deny}. */
@Command(name = "deny", description = "Deny a request; what was issued for it already is revoked.")
public final class Deny extends HumanWord {
    @Parameters(paramLabel = "ID", description = "as pending shows it, such as a3f2")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "the bot is told it")
    private Optional<String> reason = Optional.empty();

    public Deny(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        JsonObject body = new JsonObject();
        reason.ifPresent(text -> body.addProperty("reason", text));
        return Rulings.show(this, broker().post("/v1/requests/" + Rulings.id(id) + "/deny", body));
    }
}
