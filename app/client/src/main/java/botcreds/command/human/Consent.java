package botcreds.command.human;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Asking before something that hits more than one names: never where nobody can answer, and never by silence. */
final class Consent {
    private static final Set<String> YES = Set.of("y", "yes");

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask")
    private boolean yes;

    @Option(names = "--dry-run", description = "only show what would be hit")
    private boolean dryRun;

    boolean isDryRun() {
        return dryRun;
    }

    /** Goes on only if the human, or {@code --yes}, says so. */
    void require(Surroundings surroundings, String question) {
        if (yes) {
            return;
        }
        if (!surroundings.terminal()) {
            throw CommandFailure.usage(
                    question + " Nobody is here to be asked, so nothing was done.", "Add --yes, or --dry-run to look.");
        }
        surroundings.err().print(question + " [y/N] ");
        surroundings.err().flush();
        String answer = line(surroundings);
        if (answer == null || !YES.contains(answer.strip().toLowerCase(Locale.ROOT))) {
            throw new CommandFailure(ExitCode.ERROR, "Nothing was done.", "Answer y to do it.");
        }
    }

    private static @Nullable String line(Surroundings surroundings) {
        try {
            return new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8)).readLine();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
