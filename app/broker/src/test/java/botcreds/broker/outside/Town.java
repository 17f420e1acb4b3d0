package botcreds.broker.outside;

import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.github.SandboxGitHub;
import botcreds.sandbox.slack.Delivery;
import botcreds.sandbox.slack.Message;
import botcreds.sandbox.slack.Options;
import botcreds.sandbox.slack.SandboxSlack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A GitHub, a Slack, a policy, and a broker that can be started, killed and started again between them. */
final class Town implements AutoCloseable {
    static final String MACHINA_KEY = "a-key-of-machina-bot-5f1a0c77e2";
    static final String OTHER_KEY = "a-key-of-other-bot-90d3b6a4f1";
    static final String ADMIN_TOKEN = "an-admin-token-of-32-characters-x7";

    /** Who may approve what its bots ask for. */
    static final Set<String> DECIDERS = Set.of(Options.ALICE, "U012BOB", "admin");

    final Path directory;
    final SandboxGitHub gitHub;
    final SandboxSlack slack;
    final Map<String, String> settings = new TreeMap<>();
    final Bot machina = new Bot(MACHINA_KEY, () -> broker().listener("api"));
    final Bot other = new Bot(OTHER_KEY, () -> broker().listener("api"));
    final Bot admin = new Bot(ADMIN_TOKEN, () -> broker().listener("api"));
    private volatile @Nullable BrokerProcess broker;

    /** Everything but the broker. */
    Town(Path parent) {
        this(parent, botcreds.sandbox.github.Options.defaults());
    }

    /** The same with a GitHub that tells of pushes, if its options say so. */
    Town(Path parent, botcreds.sandbox.github.Options gitHubOptions) {
        try {
            directory = Files.createTempDirectory(parent, "town-");
            gitHub = SandboxGitHub.start(directory.resolve("github"), gitHubOptions);
            slack = SandboxSlack.start(Options.defaults());
            for (String name : new String[] {"repo-a", "repo-b", "new-project", "infrastructure", "side"}) {
                gitHub.createRepository("myorg/" + name);
            }
            gitHub.install(
                    "myorg",
                    PermissionSet.ofWords(
                            "contents:write",
                            "issues:write",
                            "pull_requests:write",
                            "actions:read",
                            "checks:write",
                            "administration:write"));
            Files.writeString(policy(), policyText());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        settings.put("SLACK_BOT_TOKEN", slack.options().botToken());
        settings.put("SLACK_SIGNING_SECRET", slack.options().signingSecret());
        settings.put("SLACK_API_URL", slack.apiUrl());
        settings.put("GITHUB_APP_ID", Long.toString(gitHub.app().id()));
        settings.put("GITHUB_APP_PRIVATE_KEY", gitHub.app().privateKeyPem());
        settings.put("GITHUB_API_URL", gitHub.url().toString());
        settings.put("GITHUB_WEB_URL", gitHub.url().toString());
        settings.put("BOTCREDS_POLICY", policy().toString());
        settings.put("BOTCREDS_DATA", data().toString());
        settings.put("BOTCREDS_ADMIN_TOKEN", ADMIN_TOKEN);
        settings.put("BOTCREDS_API_LISTEN", "127.0.0.1:0");
        settings.put("BOTCREDS_SLACK_LISTEN", "127.0.0.1:0");
        settings.put("BOTCREDS_OPS_LISTEN", "127.0.0.1:0");
        settings.put("BOTCREDS_DASHBOARD_LISTEN", "127.0.0.1:0");
    }

    private String policyText() {
        return """
                # Written by hand; every byte of this stays.
                approvers: [U012ALICE, U012BOB]
                channel: C0APPROVALS
                bots:
                  machina-bot:
                    identity: {type: api_key, sha256: %s}
                    auto_approve:
                      - repo: "myorg/repo-a"
                        permissions: [contents:write, issues:write]   # daily work
                    deny:
                      - repo: "myorg/infrastructure"
                  other-bot:
                    identity: {type: api_key, sha256: %s}
                defaults: {requires_approval: true, approval_timeout: 24h}
                """.formatted(machina.keySha256(), other.keySha256());
    }

    /** The bot with this key, by its name in the policy; empty for whoever is none. */
    static String botOf(String key) {
        return switch (key) {
            case MACHINA_KEY -> "machina-bot";
            case OTHER_KEY -> "other-bot";
            default -> "";
        };
    }

    Path policy() {
        return directory.resolve("policy.yaml");
    }

    Path data() {
        return directory.resolve("data");
    }

    BrokerProcess broker() {
        BrokerProcess running = broker;
        if (running == null) {
            throw new IllegalStateException("the broker was not started yet");
        }
        return running;
    }

    /** Starts the broker, waits until it is ready, and tells Slack where it is. */
    BrokerProcess startBroker(String... jvmOptions) {
        BrokerProcess started = BrokerProcess.launch(directory, settings, jvmOptions);
        broker = started;
        started.awaitReady();
        slack.eventsUrl(URI.create(started.listener("slack") + "/slack/events"));
        return started;
    }

    /** Starts one more broker with other settings; whoever asks for it ends it. Slack goes on talking to the first. */
    BrokerProcess startAnother(Map<String, String> changed) {
        Map<String, String> its = new TreeMap<>(settings);
        its.putAll(changed);
        return BrokerProcess.launch(directory, its).awaitReady();
    }

    /** The same with a clock that is ahead by so much, or behind if that is negative. */
    BrokerProcess startAhead(Map<String, String> changed, Duration ahead) {
        Map<String, String> its = new TreeMap<>(settings);
        its.putAll(changed);
        return BrokerProcess.launchAhead(directory, its, ahead).awaitReady();
    }

    /** The card of a request, as soon as it can be clicked. */
    Message card(Reply pending, String actionId) {
        return slack.awaitMessage(
                message -> message.onlyFor().isEmpty()
                        && message.shown().contains("#" + pending.shortId())
                        && message.offers(actionId),
                BrokerProcess.PATIENCE);
    }

    /** The same message, as soon as it shows the text. */
    Message cardShowing(Message card, String text) {
        return slack.awaitMessage(
                message -> message.ts().equals(card.ts()) && message.shown().contains(text), BrokerProcess.PATIENCE);
    }

    Delivery approves(String user, Reply pending) {
        return clicks(user, pending, "request_approve");
    }

    /** A click on a request's own button, also where several requests share a message. */
    Delivery clicks(String user, Reply pending, String actionId) {
        Message card = slack.awaitMessage(
                message -> message.onlyFor().isEmpty()
                        && about(message, pending, actionId).isPresent(),
                BrokerProcess.PATIENCE);
        return slack.choose(
                user, card.ts(), actionId, about(card, pending, actionId).orElseThrow());
    }

    private static Optional<String> about(Message message, Reply pending, String actionId) {
        return message.values(actionId).stream()
                .filter(value -> value.startsWith(pending.requestId() + ":"))
                .findFirst();
    }

    /** What somebody alone is told, as soon as it is there. */
    Message whisper(String user, String text) {
        return slack.awaitMessage(
                message -> message.onlyFor().equals(Optional.of(user))
                        && message.shown().contains(text),
                BrokerProcess.PATIENCE);
    }

    /** {@code /botcreds} with these words, typed in the approvals' channel; what comes back, comes to that user alone. */
    Delivery types(String user, String words) {
        return slack.command(user, Options.APPROVALS, "/botcreds", words);
    }

    String metric(String name) throws IOException, InterruptedException {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** All of them, as text. */
    String metrics() throws IOException, InterruptedException {
        return ops("/metrics").text();
    }

    Reply ops(String path) throws IOException, InterruptedException {
        return new Bot("", () -> broker().listener("ops")).send("GET", path, "");
    }

    /** For those who must know the port before the broker runs. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        BrokerProcess running = broker;
        if (running != null) {
            running.close();
        }
        slack.close();
        gitHub.close();
    }
}
