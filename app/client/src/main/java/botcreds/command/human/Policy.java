package botcreds.command.human;

import botcreds.client.BrokerApi;
import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code botcreds policy}: what would come of a policy. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WORD",
        description = "Look at a policy before it is put in force.",
        subcommands = Policy.Check.class)
public final class Policy {
    public Policy() {}

    /** {@code botcreds policy check FILE}. */
    @Command(
            name = "check",
            description = "Have the broker read a policy and run its tests, and with a question say what it would"
                    + " answer. Exit status: 0 yes, 5 it is not valid or says no. Without a broker, as in CI:"
                    + " java -jar botcreds-broker.jar check FILE.")
    public static final class Check extends HumanWord {
        private static final List<Column> COLUMNS = List.of(
                Column.text("WHAT", "severity"),
                Column.text("LINE", "line"),
                Column.text("CODE", "code"),
                Column.text("MESSAGE", "message"));

        @Parameters(index = "0", paramLabel = "FILE", description = "such as policy.yaml")
        private Path file = Path.of("policy.yaml");

        @Option(names = "--bot", paramLabel = "BOT", description = "may this bot …")
        private Optional<String> bot = Optional.empty();

        @Option(names = "--repo", paramLabel = "OWNER/NAME", description = "… on this repository …")
        private Optional<String> repo = Optional.empty();

        @Option(names = "--need", paramLabel = "PERMS", description = "… have this, such as contents:write?")
        private Optional<String> need = Optional.empty();

        public Check(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        ExitCode say() {
            long named = Stream.of(bot, repo, need).filter(Optional::isPresent).count();
            if (named != 0 && named != 3) {
                throw CommandFailure.usage(
                        "The question is not whole.", "Name all of --bot, --repo and --need, or none.");
            }
            JsonObject body = new JsonObject();
            body.addProperty("policy", text());
            bot.ifPresent(name -> body.addProperty("bot", name));
            repo.ifPresent(name -> body.add("repos", Documents.listed(name)));
            need.ifPresent(perms -> body.add("permissions", Documents.listed(perms)));
            BrokerApi broker = broker();
            JsonObject found = broker.post("/v1/policy/check", body);
            JsonObject verdict = Documents.object(found, "verdict");
            boolean valid = Documents.flag(found, "valid");
            boolean denied = Documents.text(verdict, "decision").equals("deny");
            output().say(valid ? file + " is valid." : file + " is not valid; the broker would refuse it.");
            output().all(found, rows(found, verdict), "code", COLUMNS);
            return valid && !denied ? ExitCode.OK : ExitCode.DENIED;
        }

        private static List<JsonObject> rows(JsonObject found, JsonObject verdict) {
            List<JsonObject> rows = new ArrayList<>(Documents.objects(found, "findings"));
            if (verdict.has("decision")) {
                JsonObject row = new JsonObject();
                row.addProperty("severity", "verdict");
                row.add("code", verdict.get("decision"));
                row.addProperty(
                        "message", Documents.text(verdict, "why") + " (" + Documents.text(verdict, "rule") + ")");
                rows.add(row);
            }
            return rows;
        }

        private String text() {
            try {
                return Files.readString(file);
            } catch (IOException unreadable) {
                throw CommandFailure.usage(file + " cannot be read as text.", "Check its name and its mode.");
            }
        }
    }
}
