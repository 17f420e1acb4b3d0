package botcreds.command.human;

import botcreds.client.NotAuthenticated;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code botcreds logout}: ends the token at the broker, then forgets it here. */
@Command(name = "logout", description = "Sign out: the token stops to work at the broker.")
public final class Logout extends HumanWord {
    @Option(names = "--all", description = "every terminal that acts as you")
    private boolean all;

    @Option(
            names = "--human",
            paramLabel = "ID",
            description = "every terminal that acts as this Slack user, such as U012ALICE; for approvers")
    private Optional<String> human = Optional.empty();

    public Logout(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        JsonObject body = new JsonObject();
        if (all) {
            body.addProperty("all", true);
        }
        human.ifPresent(id -> body.addProperty("human", id));
        JsonObject ended = ended(body);
        if (human.isEmpty()) {
            configuration().tokens().forget(configuration().url());
        }
        String count = Documents.text(ended, "ended");
        output().say(
                        count.equals("0")
                                ? "Nobody was signed in any more."
                                : "Signed out; " + count + (count.equals("1") ? " token is" : " tokens are")
                                        + " dead.");
        output().card(ended, ended, "ended", List.of(Column.text("ENDED", "ended")));
        return ExitCode.OK;
    }

    /** A token that the broker no longer knows is as good as signed out. */
    private JsonObject ended(JsonObject body) {
        try {
            return broker().post("/v1/logout", body);
        } catch (NotAuthenticated over) {
            if (human.isPresent()) {
                throw over;
            }
            JsonObject none = new JsonObject();
            none.addProperty("ended", 0);
            return none;
        }
    }
}
