package botcreds.command.git;

import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.grants.Grant;
import botcreds.command.grants.Marking;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * git's {@code prepare-commit-msg}, which also runs under {@code --no-verify}: marks the message as the bot's, as the broker
 * last said. Running it again, as {@code --amend} does, changes nothing. It never stops a commit; what is pushed without
 * marks is found at the other end.
 */
public final class CommitHook {
    private final Surroundings surroundings;
    private final Access access;

    public CommitHook(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.access = new Access(surroundings);
    }

    /** Marks the message in this file. */
    public ExitCode prepare(String messageFile) {
        Path file = surroundings.directory().resolve(messageFile);
        Optional<Marking> known = marking();
        if (known.isEmpty()) {
            surroundings.err().println("botcreds: no access was given yet, so this commit is not marked as a bot's.");
            return ExitCode.OK;
        }
        Marking marking = known.get();
        try {
            if (!marking.prefix().isEmpty()) {
                Files.writeString(file, prefixed(Files.readString(file), marking.prefix()));
            }
            List<String> trailers = new ArrayList<>();
            if (!marking.trailer().isEmpty()) {
                trailers.add(marking.trailer());
            }
            if (!marking.coAuthor().isEmpty()) {
                trailers.add("Co-authored-by: " + named(marking));
            }
            return interpretTrailers(file, trailers);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The newest word of the broker; it is the same for all repositories of a bot, unless policy has changed meanwhile. */
    private Optional<Marking> marking() {
        return access.grants().all().stream()
                .max(Comparator.comparing(Grant::expiresAt))
                .map(Grant::marking)
                .filter(marking -> !marking.trailer().isEmpty());
    }

    private static String named(Marking marking) {
        return marking.coAuthor().contains("<")
                ? marking.coAuthor()
                : marking.coAuthor().replaceFirst("@.*", "") + " <" + marking.coAuthor() + ">";
    }

    /** git rebase --autosquash finds its marks at the very beginning only, and removes them with the whole message. */
    private static String prefixed(String message, String prefix) {
        boolean isMarked = message.startsWith(prefix);
        boolean goesAway = message.matches("(?s)(fixup|squash|amend)! .*");
        return isMarked || goesAway ? message : prefix + " " + message;
    }

    private ExitCode interpretTrailers(Path file, List<String> trailers) throws IOException {
        if (trailers.isEmpty()) {
            return ExitCode.OK;
        }
        List<String> command =
                new ArrayList<>(List.of("git", "interpret-trailers", "--in-place", "--if-exists", "addIfDifferent"));
        for (String trailer : trailers) {
            command.add("--trailer");
            command.add(trailer);
        }
        command.add(file.toString());
        Process git = new ProcessBuilder(command)
                .directory(surroundings.directory().toFile())
                .inheritIO()
                .start();
        try {
            return git.waitFor() == 0 ? ExitCode.OK : ExitCode.ERROR;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }
}
