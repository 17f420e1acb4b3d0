package botcreds.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import botcreds.sandbox.github.HostedRepository;
import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.github.SandboxGitHub;
import botcreds.sandbox.slack.Options;
import botcreds.sandbox.slack.SandboxSlack;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Everything the story plays in: a GitHub and a Slack in this process, and the packaged broker in another, which knows of
 * them only what its environment says.
 */
record DemoWorld(
        DemoFiles files, Secrets secrets, SandboxGitHub gitHub, SandboxSlack slack, HostedRepository website, URI api) {
    static final String DOCS = "myorg/docs";
    static final String WEBSITE = "myorg/website";

    private static final String LOOPBACK = "127.0.0.1:";

    static DemoWorld start(DemoFiles files, Path jar) throws IOException, InterruptedException {
        Secrets secrets = Secrets.fresh();
        FreePorts ports = FreePorts.find();
        SandboxGitHub gitHub = SandboxGitHub.start(files.gitHub(), botcreds.sandbox.github.Options.defaults());
        gitHub.createRepository(DOCS);
        HostedRepository website = gitHub.createRepository(WEBSITE);
        gitHub.install("myorg", PermissionSet.ofWords("contents:write"));
        SandboxSlack slack = SandboxSlack.start(
                Options.defaults().withEventsUrl(URI.create("http://" + LOOPBACK + ports.slack() + "/slack/events")));
        Files.writeString(files.policy(), policy(secrets));
        BrokerProcess.start(jar, files.log(), settings(files, secrets, ports, gitHub, slack))
                .awaitReady(URI.create("http://" + LOOPBACK + ports.ops()));
        return new DemoWorld(files, secrets, gitHub, slack, website, URI.create("http://" + LOOPBACK + ports.api()));
    }

    private static Map<String, String> settings(
            DemoFiles files, Secrets secrets, FreePorts ports, SandboxGitHub gitHub, SandboxSlack slack) {
        return Map.ofEntries(
                Map.entry("SLACK_BOT_TOKEN", slack.options().botToken()),
                Map.entry("SLACK_SIGNING_SECRET", slack.options().signingSecret()),
                Map.entry("SLACK_API_URL", slack.apiUrl()),
                Map.entry("GITHUB_APP_ID", Long.toString(gitHub.app().id())),
                Map.entry(
                        "GITHUB_APP_PRIVATE_KEY_FILE",
                        gitHub.app().privateKeyFile().toString()),
                Map.entry("GITHUB_API_URL", gitHub.url().toString()),
                Map.entry("GITHUB_WEB_URL", gitHub.url().toString()),
                Map.entry("BOTCREDS_POLICY", files.policy().toString()),
                Map.entry("BOTCREDS_DATA", files.data().toString()),
                Map.entry("BOTCREDS_ADMIN_TOKEN", secrets.adminToken()),
                Map.entry("BOTCREDS_API_LISTEN", LOOPBACK + ports.api()),
                Map.entry("BOTCREDS_SLACK_LISTEN", LOOPBACK + ports.slack()),
                Map.entry("BOTCREDS_OPS_LISTEN", LOOPBACK + ports.ops()),
                Map.entry("BOTCREDS_DASHBOARD_LISTEN", LOOPBACK + "0"));
    }

    private static String policy(Secrets secrets) throws IOException {
        try (InputStream template = DemoWorld.class.getResourceAsStream("/demo/policy.yaml")) {
            if (template == null) {
                throw new IllegalStateException("the sandbox's jar has lost demo/policy.yaml");
            }
            return new String(template.readAllBytes(), UTF_8).replace("SHA256_OF_THE_KEY", secrets.apiKeySha256());
        }
    }
}
