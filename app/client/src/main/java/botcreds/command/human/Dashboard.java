package botcreds.command.human;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code botcreds dashboard}: a link that signs one browser in. */
@Command(
        name = "dashboard",
        description = "Print a link that signs one browser in to the dashboard, to read; once, for 5 minutes.")
public final class Dashboard extends HumanWord {
    public Dashboard(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        JsonObject link = broker().post("/v1/dashboard", new JsonObject());
        output().say("Open this in a browser, and give it to nobody.");
        output().card(link, link, "url", List.of(Column.text("LINK", "url"), Column.time("ENDS", "expires_at")));
        return ExitCode.OK;
    }
}
