package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Somebody's terminal: runs {@code java -jar botcreds.jar} with words, in an environment of its own. */
final class Terminal {
    private static final Path JAR =
            Path.of(System.getProperty("botcreds.command.jar", "../client/target/botcreds.jar"));

    final Path directory;
    final Map<String, String> environment = new TreeMap<>();
    private final Supplier<URI> broker;

    Terminal(Path parent, Supplier<URI> broker) {
        try {
            this.directory = Files.createTempDirectory(parent, "terminal-");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        this.broker = broker;
        environment.put("PATH", System.getenv("PATH"));
        environment.put("XDG_CONFIG_HOME", directory.resolve("config").toString());
    }

    Path tokens() {
        return directory.resolve("config/botcreds/tokens.json");
    }

    /** What a command has printed and how it ended. */
    record Ran(int code, String out, String err) {
        Ran expect(int wanted) {
            assertThat(code).as("exit code; out: %s err: %s", out, err).isEqualTo(wanted);
            return this;
        }
    }

    /** A command that has not ended yet. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final Path out;
        private final Path err;

        private Running(Process process, Path out, Path err) {
            this.process = process;
            this.out = out;
            this.err = err;
        }

        String errSoFar() {
            return text(err);
        }

        String outSoFar() {
            return text(out);
        }

        /** All that can be seen of it in the list of processes. */
        String commandLine() {
            return process.info().commandLine().orElse("");
        }

        Ran await() {
            try {
                assertThat(process.waitFor(BrokerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as("the command ends; err: %s", errSoFar())
                        .isTrue();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stopped);
            }
            return new Ran(process.exitValue(), outSoFar(), errSoFar());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    Ran run(String... words) {
        return start(words).await();
    }

    Running start(String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"));
        command.add(JAR.toAbsolutePath().normalize().toString());
        command.addAll(List.of(words));
        try {
            Path out = Files.createTempFile(directory, "out-", "");
            Path err = Files.createTempFile(directory, "err-", "");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.environment().putIfAbsent("BOTCREDS_URL", broker.get().toString());
            return new Running(builder.start(), out, err);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
