package botcreds.command;

import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/** Asking before something that hits more than one names: never where nobody can answer, and never by silence. */
final class Consent {
    private static final Set<String> YES = Set.of("y", "yes");

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Only show what would be hit.")
    private boolean dryRun;

    boolean isDryRun() {
        return dryRun;
    }

    /** Goes on only if the human, or {@code --yes}, says so. */
    void require(Surroundings around, String question) {
        if (yes) {
            return;
        }
        if (!around.isTerminal()) {
            throw new Failure(
                    ExitCode.USAGE, question + " Nobody is here to be asked, so nothing was done; add --yes to do it.");
        }
        around.err().print(question + " [y/N] ");
        around.err().flush();
        String answer = around.line().orElse("").strip().toLowerCase(Locale.ROOT);
        if (!YES.contains(answer)) {
            throw new Failure(ExitCode.ERROR, "Nothing was done.");
        }
    }
}
