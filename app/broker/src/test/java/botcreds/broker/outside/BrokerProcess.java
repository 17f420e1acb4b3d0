package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.ClockedBroker;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One run of {@code java -jar botcreds-broker.jar}, or of what is in the image. What it prints goes to files, so that it outlives a kill. */
final class BrokerProcess implements AutoCloseable {
    /** Generous, because the machine may be busy with something else. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Path JAR = Path.of(System.getProperty("botcreds.broker.jar", "target/botcreds-broker.jar"));

    /** What is driven instead of the jar, if there is one. */
    private static final @Nullable UnpackedImage IMAGE = image();

    private final Process process;
    private final Path output;
    private final Path errors;

    private BrokerProcess(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** The jar under test. */
    static Path jar() {
        return JAR.toAbsolutePath();
    }

    /**
     * Starts it and returns at once.
     *
     * @param directory where it works and where its output goes
     * @param settings  its whole environment, but for {@code PATH}
     */
    static BrokerProcess launch(Path directory, Map<String, String> settings, String... jvmOptions) {
        return launch(directory, settings, List.of(jvmOptions), List.of());
    }

    /** The same with a clock that is ahead by so much, or behind if that is negative; always of the jar. */
    static BrokerProcess launchAhead(Path directory, Map<String, String> settings, Duration ahead) {
        return launch(
                directory,
                settings,
                List.of(),
                List.of("-cp", jar() + File.pathSeparator + tests(), ClockedBroker.class.getName(), ahead.toString()),
                List.of());
    }

    private static Path tests() {
        try {
            return Path.of(ClockedBroker.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The same jar, told to do something else than to serve. */
    static BrokerProcess told(Path directory, Map<String, String> settings, String... words) {
        return launch(directory, settings, List.of(), List.of(words));
    }

    private static Path java() {
        return IMAGE == null ? Path.of(System.getProperty("java.home"), "bin", "java") : IMAGE.java();
    }

    private static List<String> program() throws IOException {
        return IMAGE == null ? List.of("-jar", jar().toString()) : IMAGE.program();
    }

    private static @Nullable UnpackedImage image() {
        String image = System.getProperty("botcreds.image", "");
        try {
            return image.isEmpty() ? null : UnpackedImage.of(Path.of(image));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static BrokerProcess launch(
            Path directory, Map<String, String> settings, List<String> jvmOptions, List<String> words) {
        try {
            return launch(directory, settings, jvmOptions, program(), words);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static BrokerProcess launch(
            Path directory,
            Map<String, String> settings,
            List<String> jvmOptions,
            List<String> program,
            List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(java().toString());
        // A short life is not worth the second compiler; it makes starts on a busy machine bearable.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(jvmOptions);
        try {
            command.addAll(program);
            command.addAll(words);
            Path output = Files.createTempFile(directory, "broker-", ".out");
            Path errors = Files.createTempFile(directory, "broker-", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            String path = System.getenv("PATH");
            builder.environment().clear();
            builder.environment().put("PATH", path);
            builder.environment().putAll(settings);
            return new BrokerProcess(builder.start(), output, errors);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until it says that it is ready; its log is the message if it ends or never does. */
    BrokerProcess awaitReady() {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> assertThat(process.isAlive())
                        .as("the broker runs: %s", printed())
                        .isTrue())
                .until(() -> output().contains("ready: "));
        return this;
    }

    /** Where one of its listeners is: {@code api}, {@code slack}, {@code ops} or {@code dashboard}. */
    URI listener(String name) {
        Matcher matcher =
                Pattern.compile("\\b" + name + " on (127\\.0\\.0\\.1:[0-9]+)").matcher(output());
        assertThat(matcher.find()).as("a listener %s in %s", name, printed()).isTrue();
        return URI.create("http://" + matcher.group(1));
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: it gets no chance to do anything. */
    void kill() {
        process.destroyForcibly();
        awaitExit(PATIENCE);
    }

    /** SIGSTOP: its connections stay, and nothing of it runs. */
    void pause() throws IOException, InterruptedException {
        Signals.send("STOP", List.of(process.toHandle()));
    }

    /** SIGCONT. */
    void resume() throws IOException, InterruptedException {
        Signals.send("CONT", List.of(process.toHandle()));
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Returns the exit code. */
    int awaitExit(Duration bound) {
        try {
            assertThat(process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the broker has ended within %s", bound)
                    .isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the broker's end", stopped);
        }
        return process.exitValue();
    }

    /** Lets it live for so long, or until it ends by itself. */
    void leaveAlone(Duration bound) throws InterruptedException {
        process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
    }

    String output() {
        return text(output);
    }

    String errors() {
        return text(errors);
    }

    String printed() {
        return output() + errors();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
