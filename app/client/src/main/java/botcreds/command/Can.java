package botcreds.command;

import botcreds.client.HumanClient;
import com.google.gson.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code botcreds can}: what the policy would say to a bot. */
@Command(
        name = "can",
        description = "What the policy would say, and why. Exit status: 0 yes or with a human's approval, 5 no.")
final class Can extends HumanWord {
    @Parameters(index = "0", paramLabel = "BOT", description = "Its name in the policy.")
    private String bot = "";

    @Parameters(index = "1", paramLabel = "REPO", description = "OWNER/NAME; several with commas.")
    private String repo = "";

    @Parameters(index = "2", paramLabel = "PERMS", description = "Such as contents:write,issues:read.")
    private String permissions = "";

    Can(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        JsonObject verdict = broker().get("/v1/bots/" + HumanClient.encoded(bot) + "/can?repo="
                + HumanClient.encoded(repo) + "&permissions=" + HumanClient.encoded(permissions));
        String decision = Documents.text(verdict, "decision");
        output().show(
                        around(),
                        verdict,
                        () -> new Table("DECISION", "RULE", "WHY", "NEXT")
                                .row(
                                        decision,
                                        Documents.text(verdict, "rule"),
                                        Documents.text(verdict, "why"),
                                        Documents.text(verdict, "hint"))
                                .upright(),
                        () -> List.of(decision));
        return decision.equals("deny") ? ExitCode.DENIED : ExitCode.OK;
    }
}
