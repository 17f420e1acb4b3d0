package botcreds.broker.setup;

import botcreds.broker.gitpolicy.GitPlan;
import botcreds.broker.gitpolicy.GitSource;
import botcreds.broker.gitpolicy.Glimpse;
import botcreds.broker.model.Told;
import botcreds.broker.settings.TlsSettings;
import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.github.SandboxGitHub;
import botcreds.sandbox.slack.Options;
import botcreds.sandbox.slack.SandboxSlack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where a broker is to be: a GitHub, a Slack, and settings for both with nothing wrong in them. */
final class Site implements AutoCloseable {
    static final Clock CLOCK = Clock.systemUTC();
    static final String POLICY = """
            approvers: [U012ALICE, S0ONCALL, bob@example.com]
            channel: C0APPROVALS
            bots:
              machina-bot:
                identity: {type: api_key, sha256: %s}
                auto_approve:
                  - repo: "myorg/repo-a"
                    permissions: [contents:write]
            """.formatted("5b".repeat(32));

    final Path directory;
    final SandboxGitHub gitHub;
    final SandboxSlack slack;
    final Map<String, String> settings = new TreeMap<>();
    Told<Instant> certificate = Told.of(CLOCK.instant().plusSeconds(86_400L * 90));

    Site(Path parent) throws IOException {
        directory = Files.createTempDirectory(parent, "site-");
        gitHub = SandboxGitHub.start(directory.resolve("github"), botcreds.sandbox.github.Options.defaults());
        gitHub.createRepository("myorg/repo-a");
        slack = SandboxSlack.start(Options.defaults());
        Files.writeString(policy(), POLICY);
        Path data = Files.createDirectory(
                directory.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        settings.put("SLACK_BOT_TOKEN", slack.options().botToken());
        settings.put("SLACK_SIGNING_SECRET", slack.options().signingSecret());
        settings.put("SLACK_API_URL", slack.apiUrl());
        settings.put("GITHUB_APP_ID", Long.toString(gitHub.app().id()));
        settings.put(
                "GITHUB_APP_PRIVATE_KEY_FILE", gitHub.app().privateKeyFile().toString());
        settings.put("GITHUB_API_URL", gitHub.url().toString());
        settings.put("GITHUB_WEB_URL", gitHub.url().toString());
        settings.put("BOTCREDS_POLICY", policy().toString());
        settings.put("BOTCREDS_DATA", data.toString());
        settings.put("BOTCREDS_API_LISTEN", "127.0.0.1:" + freePort());
        settings.put("BOTCREDS_SLACK_LISTEN", "127.0.0.1:" + freePort());
        settings.put("BOTCREDS_OPS_LISTEN", "127.0.0.1:" + freePort());
        settings.put("BOTCREDS_DASHBOARD_LISTEN", "127.0.0.1:" + freePort());
    }

    Path policy() {
        return directory.resolve("policy.yaml");
    }

    void install() {
        gitHub.install("myorg", gitHubPermissions());
    }

    static PermissionSet gitHubPermissions() {
        return PermissionSet.ofWords(
                "actions:read",
                "administration:write",
                "checks:write",
                "contents:write",
                "issues:write",
                "pull_requests:write");
    }

    /** Runs words of the jar in this process, and returns the exit code. */
    int run(Terminal terminal, String... words) {
        return new Commands(
                        settings,
                        terminal,
                        CLOCK,
                        (TlsSettings files) -> certificate,
                        (git, gitHubSettings) -> Glimpse.of(new GitPlan(
                                new GitSource(git.url(), git.branch(), git.path()),
                                Optional.empty(),
                                git.token(),
                                Optional.empty(),
                                git.signers(),
                                git.push())),
                        "test")
                .run(List.of(words));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        slack.close();
        gitHub.close();
    }
}
