package botcreds.broker.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A broker under an even load for a long time: tokens that are issued and die after a minute, and humans who click. Prints
 * what it holds, once a minute. Arguments: the broker's jar, a folder to work in. {@code bench.minutes} is for how long; with
 * {@code bench.h2} the database is H2 and not PostgreSQL.
 */
final class Soak {
    private static final int CLICKS_A_MINUTE = 20;
    private static final int ISSUES_A_SECOND = 10;

    private Soak() {}

    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(arguments[0]).toAbsolutePath();
        Path folder = Files.createTempDirectory(
                Files.createDirectories(Path.of(arguments[1])).toAbsolutePath(), "soak-");
        int minutes = Integer.getInteger("bench.minutes");
        if (Boolean.getBoolean("bench.h2")) {
            soak(jar, folder, minutes, Map.of());
            return;
        }
        try (Postgres postgres = Postgres.start(folder.resolve("postgres"))) {
            soak(jar, folder, minutes, Map.of("BOTCREDS_DATABASE_URL", postgres.url()));
        }
    }

    private static void soak(Path jar, Path folder, int minutes, Map<String, String> settings) throws Exception {
        Results results = new Results(folder.resolve("../soak.md"));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-jar", jar.toString());
        ScheduledExecutorService bots = Executors.newScheduledThreadPool(8);
        try (Child world = World.start(folder.resolve("world"));
                BrokerProcess broker =
                        BrokerProcess.start(command, jar, folder.resolve("broker"), world.line(), settings)) {
            LongAdder issued = new LongAdder();
            LongAdder clicked = new LongAdder();
            LongAdder failed = new LongAdder();
            HttpClient client = HttpClient.newHttpClient();
            for (int each = 0; each < ISSUES_A_SECOND; each++) {
                HttpRequest ask = ask(broker, each);
                var unused = bots.scheduleAtFixedRate(
                        () -> issue(client, ask, issued, failed), 1000L * each / ISSUES_A_SECOND, 1000, TimeUnit.MILLISECONDS);
            }
            results.say("minute", "issued, clicked, failed, live heap, resident KiB, descriptors, threads, folder KiB");
            for (int minute = 1; minute <= minutes; minute++) {
                long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
                for (int click = 0; click < CLICKS_A_MINUTE; click++) {
                    String told = world.ask("click " + click + " " + broker.api() + " " + broker.slackEvents());
                    (told.equals("ok") ? clicked : failed).increment();
                }
                TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
                results.say(
                        Integer.toString(minute),
                        issued.sum() + ", " + clicked.sum() + ", " + failed.sum() + ", " + held(broker, folder));
            }
        } finally {
            bots.shutdownNow();
        }
    }

    private static HttpRequest ask(BrokerProcess broker, int number) {
        String body = "{\"repo\":\"bench/repo-" + number % World.REPOSITORIES
                + "\",\"permissions\":[\"contents:write\"],\"reason\":\"a soak\",\"ttl\":\"60s\"}";
        return HttpRequest.newBuilder(URI.create(broker.api() + "/v1/token"))
                .header("Authorization", "Bearer " + BrokerProcess.KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static void issue(HttpClient client, HttpRequest ask, LongAdder issued, LongAdder failed) {
        try {
            int status = client.send(ask, HttpResponse.BodyHandlers.ofString()).statusCode();
            (status == 200 ? issued : failed).increment();
        } catch (IOException broken) {
            failed.increment();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** A full collection first: what then is left is what something holds. */
    private static String held(BrokerProcess broker, Path folder) throws IOException {
        String pid = Long.toString(broker.pid());
        tool("jcmd", pid, "GC.run");
        String heap = tool("jcmd", pid, "GC.heap_info").lines()
                .filter(line -> line.contains("used"))
                .findFirst()
                .orElse("")
                .replaceAll(".*used ([0-9]+K).*", "$1");
        String threads = Files.readAllLines(Path.of("/proc", pid, "status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .findFirst()
                .orElse("")
                .replaceAll("\\D", "");
        String disk = tool("du", "-sk", folder.toString()).replaceAll("\\s.*", "");
        return heap + ", " + broker.residentKilobytes() + ", " + broker.descriptors() + ", " + threads + ", " + disk;
    }

    private static String tool(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
