package botcreds.command.human;

import botcreds.client.BrokerApi;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Column;
import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code botcreds audit}: the audit log as evidence, of a broker that runs. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WORD",
        description = "Verify the audit log, or export it.",
        subcommands = {Audit.Verify.class, Audit.Export.class})
public final class Audit {
    public Audit() {}

    /** {@code botcreds audit verify}. */
    @Command(
            name = "verify",
            description =
                    "Have the broker walk the whole log, and say whether every row is what was written. Exit status: 0"
                            + " it is, 1 it is not.")
    public static final class Verify extends HumanWord {
        private static final List<Column> COLUMNS = List.of(
                Column.text("FITS", "fits"),
                Column.text("VERIFIED", "verified"),
                Column.text("ROW", "row"),
                Column.text("WHY", "why"));

        @Option(
                names = "--anchor",
                paramLabel = "SEQ:HASH",
                description = "a row that Slack or the broker's log has; it must still be there")
        private List<String> anchors = List.of();

        public Verify(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        ExitCode say() {
            BrokerApi broker = broker();
            JsonObject found = look(broker, "");
            while (Documents.flag(found, "fits") && !Documents.flag(found, "ended")) {
                found = look(broker, Documents.text(found, "verified"));
            }
            boolean fits = Documents.flag(found, "fits");
            if (!fits) {
                output().say(
                                "The log is not what was written. Keep a copy of the database as it is, and find out who can"
                                        + " write there; rows before this one are in order.");
            } else if (anchors.isEmpty()) {
                output().say(
                                "No anchor was compared: name one with --anchor, so that a tail that was cut off is found.");
            }
            output().one(found, "verified", COLUMNS);
            return fits ? ExitCode.OK : ExitCode.ERROR;
        }

        /** The anchors go with each piece: they are compared at once, whatever was verified so far. */
        private JsonObject look(BrokerApi broker, String verified) {
            StringBuilder path = new StringBuilder("/v1/audit/verify?");
            anchors.forEach(anchor ->
                    path.append("anchor=").append(Documents.encoded(anchor)).append('&'));
            if (!verified.isEmpty()) {
                path.append("after=").append(Documents.encoded(verified));
            }
            return broker.get(path.toString());
        }
    }

    /** {@code botcreds audit export}. */
    @Command(
            name = "export",
            description =
                    "Print the log as lines of JSON, oldest first. 'java -jar botcreds-broker.jar audit verify FILE'"
                            + " verifies them without the broker.")
    public static final class Export extends HumanWord {
        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "90s, 24h, 7d or 2026-02-17T15:00:00Z; default: all")
        private Optional<String> since = Optional.empty();

        @Option(names = "--until", paramLabel = "TIME", description = "up to then; likewise")
        private Optional<String> until = Optional.empty();

        public Export(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        ExitCode say() {
            BrokerApi broker = broker();
            PrintStream out = surroundings().out();
            StringBuilder times = new StringBuilder();
            since.ifPresent(time -> times.append("&since=").append(Documents.encoded(time)));
            until.ifPresent(time -> times.append("&until=").append(Documents.encoded(time)));
            String after = "";
            do {
                JsonObject piece = broker.get("/v1/audit/export?" + after + times);
                Documents.texts(piece, "lines").forEach(line -> out.print(line + "\n"));
                out.flush();
                after = piece.has("next_after") ? "after=" + Documents.text(piece, "next_after") : "";
            } while (!after.isEmpty());
            return ExitCode.OK;
        }
    }
}
