package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real git, away from the configuration of whoever runs the tests. */
final class GitCommand {
    private GitCommand() {}

    /** Returns all it printed; that it fails, fails the test. */
    static String run(Path where, String... arguments) throws IOException, InterruptedException {
        Path log = Files.createTempFile("git", ".log");
        ProcessBuilder builder = new ProcessBuilder("git");
        builder.command().addAll(List.of(arguments));
        builder.directory(where.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        Process process = builder.start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(log);
        Files.delete(log);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
