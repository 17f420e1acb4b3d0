package botcreds.sandbox.github;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the real git, away from the configuration of whoever runs the tests. */
final class GitCommand {
    private GitCommand() {}

    /** How it ended and all it printed. */
    record Said(int code, String text) {}

    static Said run(Path where, String... arguments) throws IOException, InterruptedException {
        Path log = Files.createTempFile("git", ".log");
        ProcessBuilder builder = new ProcessBuilder("git");
        builder.command().addAll(List.of(arguments));
        builder.directory(where.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(log, UTF_8);
        Files.delete(log);
        return new Said(process.exitValue(), text);
    }
}
