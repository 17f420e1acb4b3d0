package botcreds.broker.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The packaged broker, as its own process, told everything by its environment. */
final class BrokerProcess implements AutoCloseable {
    static final String KEY = "bench-key-0123456789abcdef0123456789abcdef";
    private static final long LONGEST_START_SECONDS = 60;

    private final Process process;
    private final String[] ports;
    private final long millisToReady;

    private BrokerProcess(Process process, String[] ports, long millisToReady) {
        this.process = process;
        this.ports = ports;
        this.millisToReady = millisToReady;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param command how to start it, for example {@code java -jar}
     * @param world the first line of {@link World}
     */
    static BrokerProcess start(List<String> command, Path jar, Path folder, String world) throws Exception {
        return start(command, jar, folder, world, Map.of());
    }

    /** The same with more settings. */
    static BrokerProcess start(List<String> command, Path jar, Path folder, String world, Map<String, String> settings)
            throws Exception {
        String[] told = world.split(" ");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("policy.yaml"), policy());
        String[] ports = {freePort(), freePort(), freePort()};
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("BOTCREDS_JAR", jar.toString());
        builder.environment().put("GITHUB_API_URL", told[0]);
        builder.environment().put("GITHUB_WEB_URL", told[0]);
        builder.environment().put("SLACK_API_URL", told[1]);
        builder.environment().put("SLACK_BOT_TOKEN", told[2]);
        builder.environment().put("SLACK_SIGNING_SECRET", told[3]);
        builder.environment().put("GITHUB_APP_ID", told[4]);
        builder.environment().put("GITHUB_APP_PRIVATE_KEY_FILE", told[5]);
        builder.environment().put("BOTCREDS_DATA", folder.resolve("data").toString());
        builder.environment().put("BOTCREDS_POLICY", folder.resolve("policy.yaml").toString());
        builder.environment().put("BOTCREDS_API_LISTEN", "127.0.0.1:" + ports[0]);
        builder.environment().put("BOTCREDS_SLACK_LISTEN", "127.0.0.1:" + ports[1]);
        builder.environment().put("BOTCREDS_OPS_LISTEN", "127.0.0.1:" + ports[2]);
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("broker.log").toFile()));
        long begun = System.nanoTime();
        Process process = builder.start();
        while (!isReady(ports[2])) {
            if (!process.isAlive() || System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the broker did not start; see " + folder.resolve("broker.log"));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return new BrokerProcess(process, ports, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }

    /** Milliseconds from exec to the first 200 of {@code /readyz}. */
    long millisToReady() {
        return millisToReady;
    }

    String api() {
        return "http://127.0.0.1:" + ports[0];
    }

    String slackEvents() {
        return "http://127.0.0.1:" + ports[1] + "/slack/events";
    }

    /** Kilobytes of resident memory, as Linux counts them. */
    long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    /** Everything it has open: files, sockets, and what the JVM keeps for itself. */
    long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return open.count();
        }
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM, and waits for the end. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException hurried) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isReady(String port) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/readyz").toURL().openConnection();
            return connection.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    /** The key of one of the bots whose asks humans decide. */
    static String clickingKey(int number) {
        return "click-key-" + number + "-0123456789abcdef0123456789";
    }

    private static String policy() throws Exception {
        StringBuilder policy = new StringBuilder("""
                approvers: [U012ALICE, U012BOB]
                channel: C0APPROVALS
                limits: {pending_per_bot: 1000, waiting_per_bot: 10000}
                bots:
                  bench-bot:
                    identity: {type: api_key, sha256: %s}
                    owner: U012ALICE
                    auto_approve:
                      - repo: "bench/repo-*"
                        permissions: [contents:write, issues:write]
                    requires_approval:
                      - repo: "bench/asked"
                """
                .formatted(sha256(KEY)));
        for (int each = 0; each < Clicks.WARM_UP + Bench.CLICKS; each++) {
            policy.append("  click-bot-")
                    .append(each)
                    .append(": {identity: {type: api_key, sha256: ")
                    .append(sha256(clickingKey(each)))
                    .append("}}\n");
        }
        return policy.toString();
    }

    private static String sha256(String key) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII)));
    }
}
