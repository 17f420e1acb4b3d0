package botcreds.command.exec;

import botcreds.command.config.Surroundings;
import botcreds.command.git.Hooks;
import botcreds.command.git.Shim;
import botcreds.command.grants.JobMark;
import botcreds.command.grants.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What one running job has on disk: its grants, a {@code gh} and git's hooks; only its user can look into it. */
final class JobFolder {
    private final Path path;

    private JobFolder(Path path) {
        this.path = path;
    }

    static JobFolder create(Surroundings surroundings, String command) {
        try {
            Path made = PrivateFiles.folder(
                    jobs(surroundings).resolve(JobMark.ofThisProcess().text()));
            Shim.write(Files.createDirectories(made.resolve("bin")), command);
            Hooks.write(made.resolve("hooks"), command);
            return new JobFolder(made);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The folders of jobs that were killed before they could tidy up. */
    static List<JobFolder> abandoned(Surroundings surroundings) {
        try (Stream<Path> folders = Files.list(jobs(surroundings))) {
            return folders.filter(folder ->
                            !JobMark.of(folder.getFileName().toString()).isAlive())
                    .map(JobFolder::new)
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path jobs(Surroundings surroundings) {
        Path base = surroundings
                .variable("XDG_RUNTIME_DIR")
                .map(Path::of)
                .filter(Files::isWritable)
                .or(() -> surroundings.variable("XDG_CACHE_HOME").map(Path::of))
                .orElseGet(() -> surroundings.home().resolve(".cache"));
        return PrivateFiles.folder(base.resolve("botcreds-jobs"));
    }

    Path grants() {
        return path.resolve("grants");
    }

    Path bin() {
        return path.resolve("bin");
    }

    Path hooks() {
        return path.resolve("hooks");
    }

    void delete() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                boolean unused = Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            // A process of the job still writes there; the next job finds it and deletes it.
        }
    }
}
