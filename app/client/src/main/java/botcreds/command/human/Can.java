package botcreds.command.human;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code botcreds can}: what the policy would say to a bot. */
@Command(
        name = "can",
        description = "What the policy would say, and why. Exit status: 0 yes or with a human's approval, 5 no.")
public final class Can extends HumanWord {
    @Parameters(index = "0", paramLabel = "BOT", description = "its name in the policy")
    private String bot = "";

    @Parameters(index = "1", paramLabel = "REPO", description = "OWNER/NAME; several with commas")
    private String repo = "";

    @Parameters(index = "2", paramLabel = "PERMS", description = "such as contents:write,issues:read")
    private String permissions = "";

    public Can(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        JsonObject verdict = broker().get("/v1/bots/" + Documents.encoded(bot) + "/can?repo=" + Documents.encoded(repo)
                + "&permissions=" + Documents.encoded(permissions));
        String decision = Documents.text(verdict, "decision");
        output().card(
                        verdict,
                        verdict,
                        "decision",
                        List.of(
                                Column.text("DECISION", "decision"),
                                Column.text("RULE", "rule"),
                                Column.text("WHY", "why"),
                                Column.text("NEXT", "hint")));
        return decision.equals("deny") ? ExitCode.DENIED : ExitCode.OK;
    }
}
