package botcreds.broker.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.github.SandboxGitHub;
import botcreds.sandbox.slack.SandboxSlack;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How many copies of one token lie in a dump of the broker's heap: right after it was handed out, a minute later, and after its
 * end. Argument: the broker's jar. A dump of everything, garbage too, is what an attacker gets who reads the memory; one of
 * what is alive comes after a full collection.
 */
final class TokenCopies {
    private static final long[] MOMENTS = {0, 60, 90};

    private TokenCopies() {}

    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(arguments[0]);
        Path folder = Files.createTempDirectory("botcreds-copies");
        try (SandboxGitHub gitHub =
                        SandboxGitHub.start(folder.resolve("github"), botcreds.sandbox.github.Options.defaults());
                SandboxSlack slack = SandboxSlack.start(botcreds.sandbox.slack.Options.defaults())) {
            gitHub.createRepository("bench/repo-0");
            gitHub.install("bench", PermissionSet.ofWords("contents:write", "issues:write"));
            String world = gitHub.url() + " " + slack.apiUrl() + " " + slack.options().botToken() + " "
                    + slack.options().signingSecret() + " " + gitHub.app().id() + " "
                    + gitHub.app().privateKeyFile();
            List<String> command = List.of("java", "-Xmx256m", "-jar", jar.toString());
            try (BrokerProcess broker = BrokerProcess.start(command, jar, folder.resolve("broker"), world)) {
                long begun = System.nanoTime();
                String token = token(broker);
                for (long moment : MOMENTS) {
                    TimeUnit.NANOSECONDS.sleep(
                            Math.max(0, begun + TimeUnit.SECONDS.toNanos(moment) - System.nanoTime()));
                    System.out.printf(
                            "%3d s: %d copies in all of the heap, %d in what is alive%n",
                            moment,
                            copies(broker.pid(), true, folder.resolve("all-" + moment), token),
                            copies(broker.pid(), false, folder.resolve("live-" + moment), token));
                }
            }
        }
    }

    private static String token(BrokerProcess broker) throws Exception {
        HttpRequest ask = HttpRequest.newBuilder(URI.create(broker.api() + "/v1/token"))
                .header("Authorization", "Bearer " + BrokerProcess.KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"repo\": \"bench/repo-0\", \"permissions\": [\"contents:write\"], \"reason\": \"copies\","
                                + " \"ttl\": \"60s\"}"))
                .build();
        String answer = HttpClient.newHttpClient().send(ask, BodyHandlers.ofString()).body();
        return new ObjectMapper().readTree(answer).get("token").asText();
    }

    private static long copies(long pid, boolean withGarbage, Path file, String token) throws Exception {
        List<String> command = new ArrayList<>(List.of("jcmd", Long.toString(pid), "GC.heap_dump"));
        if (withGarbage) {
            command.add("-all");
        }
        command.add(file.toString());
        Process jcmd = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd could not dump the heap");
        }
        long found = count(file, token.getBytes(ISO_8859_1)) + count(file, token.getBytes(UTF_16BE));
        Files.delete(file);
        return found;
    }

    private static long count(Path file, byte[] wanted) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readAllBytes();
        }
        long found = 0;
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            int same = 0;
            while (same < wanted.length && bytes[at + same] == wanted[same]) {
                same++;
            }
            found += same == wanted.length ? 1 : 0;
        }
        return found;
    }
}
