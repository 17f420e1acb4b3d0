package botcreds.command;

import botcreds.client.NotAuthenticated;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code botcreds logout}: ends the token at the broker, then forgets it here. */
@Command(name = "logout", description = "Sign out: the token stops to work at the broker.")
final class Logout extends HumanWord {
    @Option(names = "--all", description = "Every terminal that acts as you.")
    private boolean all;

    @Option(
            names = "--human",
            paramLabel = "ID",
            description = "Every terminal that acts as this Slack user, such as U012ALICE. For approvers.")
    private Optional<String> human = Optional.empty();

    Logout(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        JsonObject body = new JsonObject();
        if (all) {
            body.addProperty("all", true);
        }
        human.ifPresent(id -> body.addProperty("human", id));
        JsonObject ended;
        try {
            ended = broker().post("/v1/logout", body);
        } catch (NotAuthenticated over) {
            if (human.isPresent()) {
                throw over;
            }
            ended = new JsonObject();
            ended.addProperty("ended", 0);
        }
        if (human.isEmpty()) {
            TokenFile.in(around()).forget(connection().url(around()));
        }
        String count = Documents.text(ended, "ended");
        tell(
                count.equals("0")
                        ? "Nobody was signed in any more."
                        : "Signed out; " + count + (count.equals("1") ? " token is" : " tokens are") + " dead.");
        output().show(around(), ended, () -> new Table("ENDED").row(count), List::of);
        return ExitCode.OK;
    }
}
