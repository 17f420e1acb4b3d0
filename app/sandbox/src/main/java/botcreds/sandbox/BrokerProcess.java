package botcreds.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged broker as a process of its own. It ends with this JVM, also on Ctrl-C. */
final class BrokerProcess {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final List<String> ITS_SETTINGS = List.of("BOTCREDS_", "GITHUB_", "SLACK_");

    private final Process process;
    private final Path log;

    private BrokerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it with these settings and none from the environment of whoever runs the demo. */
    static BrokerProcess start(Path jar, Path log, Map<String, String> settings) throws IOException {
        if (!Files.isRegularFile(jar)) {
            throw new DemoFailed("there is no broker at " + jar + "; build it with: mvn -Pdemo");
        }
        Path java = Path.of(System.getProperty("java.home", ""), "bin", "java");
        ProcessBuilder builder = new ProcessBuilder(java.toString(), "-jar", jar.toString());
        builder.environment().keySet().removeIf(name -> ITS_SETTINGS.stream().anyMatch(name::startsWith));
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        BrokerProcess broker = new BrokerProcess(builder.start(), log);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::stop, "stop the broker"));
        return broker;
    }

    /** Waits until the broker says that it is ready. */
    void awaitReady(URI ops) throws InterruptedException {
        HttpClient http =
                HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
        HttpRequest ready = HttpRequest.newBuilder(ops.resolve("/readyz"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            if (isReady(http, ready)) {
                return;
            }
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new DemoFailed(
                        "the broker stopped at once, with exit code " + process.exitValue() + ":\n" + logged());
            }
        }
        throw new DemoFailed("the broker was not ready within " + START.toSeconds() + " seconds");
    }

    private static boolean isReady(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYetListening) {
            return false;
        }
    }

    private String logged() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return "(its log cannot be read: " + unreadable + ")";
        }
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException hurried) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
