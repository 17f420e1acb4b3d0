package botcreds.command.human;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code botcreds rules}. */
@Command(name = "rules", description = "The rules of the policy, and until when each counts.")
public final class Rules extends HumanWord {
    @Option(names = "--bot", paramLabel = "BOT", description = "of this bot only")
    private Optional<String> bot = Optional.empty();

    public Rules(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode say() {
        JsonObject answer = broker().get("/v1/rules"
                + bot.map(name -> "?bot=" + Documents.encoded(name)).orElse(""));
        output().all(
                        answer,
                        Documents.objects(answer, "rules"),
                        "rule",
                        List.of(
                                Column.text("BOT", "bot"),
                                Column.text("LIST", "list"),
                                Column.text("RULE", "rule"),
                                Column.text("REPOSITORIES", "repos"),
                                Column.text("PERMISSIONS", "permissions"),
                                Column.text("ENDS", "ends"),
                                Column.text("BY", "by")));
        return ExitCode.OK;
    }
}
