package botcreds.command;

import botcreds.client.HumanClient;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code botcreds rules}. */
@Command(name = "rules", description = "The rules of the policy, and until when each counts.")
final class Rules extends HumanWord {
    @Option(names = "--bot", paramLabel = "BOT", description = "Of this bot only.")
    private Optional<String> bot = Optional.empty();

    Rules(Surroundings around) {
        super(around);
    }

    @Override
    ExitCode say() {
        JsonObject answer = broker().get("/v1/rules"
                + bot.map(name -> "?bot=" + HumanClient.encoded(name)).orElse(""));
        List<JsonObject> rules = Documents.objects(answer, "rules");
        output().show(
                        around(),
                        answer,
                        () -> table(rules),
                        () -> rules.stream()
                                .map(rule -> Documents.text(rule, "rule"))
                                .toList());
        return ExitCode.OK;
    }

    private static Table table(List<JsonObject> rules) {
        Table table = new Table("BOT", "LIST", "RULE", "REPOSITORIES", "PERMISSIONS", "ENDS", "BY");
        rules.forEach(rule -> table.row(
                Documents.text(rule, "bot"),
                Documents.text(rule, "list"),
                Documents.text(rule, "rule"),
                Documents.joined(rule, "repos"),
                Documents.joined(rule, "permissions"),
                Documents.text(rule, "ends"),
                Documents.text(rule, "by")));
        return table;
    }
}
