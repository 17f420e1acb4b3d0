package botcreds.command;

import botcreds.client.HumanClient;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code botcreds policy}: what would come of a policy. */
@Command(
        name = "policy",
        synopsisSubcommandLabel = "WORD",
        description = "Look at a policy before it is put in force.",
        subcommands = Policy.Check.class)
final class Policy {
    Policy() {}

    /** {@code botcreds policy check FILE}. */
    @Command(
            name = "check",
            description = "Have the broker read a policy and run its tests, and with a question say what it would"
                    + " answer. Exit status: 0 yes, 5 it is not valid or says no.")
    static final class Check extends HumanWord {
        @Parameters(index = "0", paramLabel = "FILE", description = "Such as policy.yaml.")
        private Path file = Path.of("policy.yaml");

        @Option(names = "--bot", paramLabel = "BOT", description = "May this bot …")
        private Optional<String> bot = Optional.empty();

        @Option(names = "--repo", paramLabel = "OWNER/NAME", description = "… on this repository …")
        private Optional<String> repo = Optional.empty();

        @Option(names = "--need", paramLabel = "PERMS", description = "… have this, such as contents:write?")
        private Optional<String> need = Optional.empty();

        Check(Surroundings around) {
            super(around);
        }

        @Override
        ExitCode say() {
            long named =
                    Stream.of(bot, repo, need).filter(Optional::isPresent).count();
            if (named != 0 && named != 3) {
                throw new Failure(ExitCode.USAGE, "A question takes all of --bot, --repo and --need.");
            }
            JsonObject body = new JsonObject();
            body.addProperty("policy", text());
            bot.ifPresent(name -> body.addProperty("bot", name));
            repo.ifPresent(name -> body.add("repos", Documents.array(List.of(name.split(",", -1)))));
            need.ifPresent(perms -> body.add("permissions", Documents.array(List.of(perms.split(",", -1)))));
            HumanClient broker = broker();
            JsonObject found = broker.post("/v1/policy/check", body);
            JsonObject verdict = Documents.object(found, "verdict");
            boolean valid = Documents.flag(found, "valid");
            boolean denied = Documents.text(verdict, "decision").equals("deny");
            tell(valid ? file + " is valid." : file + " is not valid; the broker would refuse it.");
            output().show(around(), found, () -> table(found, verdict), () -> List.of(Boolean.toString(valid)));
            return valid && !denied ? ExitCode.OK : ExitCode.DENIED;
        }

        private Table table(JsonObject found, JsonObject verdict) {
            Table table = new Table("WHAT", "LINE", "CODE", "MESSAGE").whole();
            Documents.objects(found, "findings")
                    .forEach(finding -> table.row(
                            Documents.text(finding, "severity"),
                            Documents.text(finding, "line"),
                            Documents.text(finding, "code"),
                            Documents.text(finding, "message")));
            if (verdict.has("decision")) {
                table.row(
                        "verdict",
                        "",
                        Documents.text(verdict, "decision"),
                        Documents.text(verdict, "why") + " (" + Documents.text(verdict, "rule") + ")");
            }
            return table;
        }

        private String text() {
            try {
                return Files.readString(file);
            } catch (IOException unreadable) {
                throw new Failure(ExitCode.USAGE, file + " cannot be read as text: " + unreadable.getMessage() + ".");
            }
        }
    }
}
