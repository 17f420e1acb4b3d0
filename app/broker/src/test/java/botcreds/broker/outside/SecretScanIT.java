package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.sandbox.github.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a full day's work with the root logger at DEBUG, no secret stands where it does not belong. */
@Tag("T-57")
@Tag("T-90")
final class SecretScanIT {
    /** Tokens of GitHub, old and new, of Slack, signed JWTs and private keys. The seal key's own file has none of these. */
    private static final Pattern LOOKS_SECRET =
            Pattern.compile("gh[opsur]_[A-Za-z0-9_.\\-]{16,}|github_pat_[A-Za-z0-9_]{16,}"
                    + "|xox[abp]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}"
                    + "|eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}|-----BEGIN [A-Z ]*PRIVATE KEY");

    @TempDir
    Path parent;

    private final List<String> secrets = new ArrayList<>();

    @Test
    void noSecretIsInAnyLogFileOrMessage() throws Exception {
        try (Town town = new Town(parent)) {
            BrokerProcess broker = town.startBroker("-Dlogback.configurationFile=" + debugging());
            work(town);
            Map<String, String> artefacts = new TreeMap<>();
            artefacts.put("metrics", town.ops("/metrics").text());
            artefacts.put(
                    "audit", town.admin.send("GET", "/v1/audit?limit=1000", "").text());
            artefacts.put("thread names", threadNames(broker));
            artefacts.put("Slack", town.slack.ledger().entries().toString());
            artefacts.put("messages", town.slack.messages().toString());
            assertThat(broker.output()).contains("\"level\":\"DEBUG\"");
            broker.terminate();
            broker.awaitExit(BrokerProcess.PATIENCE);
            artefacts.put("output", broker.output());
            artefacts.put("errors", broker.errors());
            artefacts.put("policy", Files.readString(town.policy()));
            addFiles(town.data(), artefacts);
            secrets.addAll(List.of(
                    Town.MACHINA_KEY,
                    Town.OTHER_KEY,
                    Town.ADMIN_TOKEN,
                    town.slack.options().botToken(),
                    town.slack.options().signingSecret()));
            town.gitHub
                    .app()
                    .privateKeyPem()
                    .lines()
                    .filter(line -> line.length() > 16)
                    .forEach(secrets::add);

            artefacts.forEach((name, text) ->
                    assertThat(found(text)).as("secrets in %s", name).isEmpty());

            theScannerFindsAPlantedCanary(town);
        }
    }

    private void work(Town town) throws Exception {
        secrets.add(town.machina
                .request(Bot.ask("myorg/repo-a", "contents:write"))
                .expect(200)
                .token());
        Reply pending =
                town.machina.request(Bot.ask("myorg/repo-b", "contents:write")).expect(202);
        town.approves(ALICE, pending);
        Reply issued = town.machina.poll(pending.requestId(), 50).expect(200);
        secrets.add(issued.token());
        secrets.add(town.machina.poll(pending.requestId(), 0).expect(200).token());
        town.machina.send("DELETE", "/v1/token/" + pending.requestId(), "");
        town.gitHub.faults().arm(Fault.merge("{\"repository_selection\": \"all\"}"));
        town.machina
                .request(Bot.ask(List.of("myorg/repo-a"), "too much", "contents:write"))
                .expect(422);
        town.gitHub.faults().arm(Fault.truncateAt(200));
        town.machina
                .request(Bot.ask(List.of("myorg/repo-a"), "cut off", "contents:write"))
                .expect(503);
        town.gitHub.faults().arm(Fault.dropAfter());
        town.machina
                .request(Bot.ask(List.of("myorg/repo-a"), "lost", "contents:write"))
                .expect(503);
        town.types(ALICE, "log");
        town.whisper(ALICE, "credential_issued");
        new Bot("a-wrong-key-that-nobody-has-0123456789", () -> town.broker().listener("api"))
                .request(Bot.ask("myorg/repo-a", "contents:write"))
                .expect(401);
        secrets.add("a-wrong-key-that-nobody-has-0123456789");
        town.machina
                .send("POST", "/v1/token", "{\"repo\": \"" + secrets.get(0) + "\"}")
                .expect(400);
    }

    private List<String> found(String text) {
        List<String> hits = new ArrayList<>();
        secrets.stream().filter(text::contains).map(SecretScanIT::shortened).forEach(hits::add);
        LOOKS_SECRET.matcher(text).results().map(hit -> shortened(hit.group())).forEach(hits::add);
        return hits;
    }

    /** Enough to see what it is; the report of a test is no place for the rest. */
    private static String shortened(String secret) {
        return secret.substring(0, Math.min(12, secret.length())) + "…";
    }

    private void theScannerFindsAPlantedCanary(Town town) throws IOException {
        for (String canary : secrets) {
            Path planted = town.data().resolve("canary");
            Files.write(planted, ("\0\1" + canary + "\2").getBytes(UTF_8));
            Map<String, String> files = new TreeMap<>();
            addFiles(town.data(), files);
            assertThat(files.values().stream().flatMap(text -> found(text).stream()))
                    .isNotEmpty();
        }
        assertThat(found("x ghs_0123456789abcdef0123 y")).hasSize(1);
    }

    private static void addFiles(Path directory, Map<String, String> into) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                into.put(file.getFileName().toString(), new String(Files.readAllBytes(file), ISO_8859_1));
            }
        }
    }

    private static String threadNames(BrokerProcess broker) throws IOException {
        StringBuilder names = new StringBuilder();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(broker.pid()), "task"))) {
            for (Path thread : threads.toList()) {
                Path name = thread.resolve("comm");
                names.append(Files.exists(name) ? Files.readString(name) : "");
            }
        }
        return names.toString();
    }

    /** The packaged configuration, with the root at DEBUG; what it pins stays pinned. */
    private Path debugging() throws IOException {
        try (InputStream packaged = SecretScanIT.class.getResourceAsStream("/logback.xml")) {
            String text = new String(packaged.readAllBytes(), UTF_8);
            String debugging = text.replace("<root level=\"INFO\">", "<root level=\"DEBUG\">");
            assertThat(debugging).isNotEqualTo(text);
            return Files.writeString(parent.resolve("logback-debug.xml"), debugging);
        }
    }
}
