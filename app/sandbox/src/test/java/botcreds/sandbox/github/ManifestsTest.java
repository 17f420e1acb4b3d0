package botcreds.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What GitHub's manual says of registering an App from a manifest. */
class ManifestsTest {
    private static final String MANIFEST = """
            {"name": "our bots", "url": "https://example.com", "redirect_url": "http://127.0.0.1:1/back", "public": false,
             "hook_attributes": {"url": "https://example.com/github/webhook", "active": true},
             "default_permissions": {"contents": "write", "issues": "read"}, "default_events": ["push"]}""";

    @TempDir
    Path dir;

    private SandboxGitHub github;
    private Caller caller;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(dir, Options.defaults());
        caller = new Caller(github);
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void aPostedManifestIsShownAndConfirmedInTheBrowser() {
        Caller.Reply asked =
                post("/organizations/myorg/settings/apps/new?state=a%26b", "manifest=" + Forms.encode(MANIFEST));

        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.http().body())
                .contains("Create GitHub App for myorg", "<button>Create GitHub App</button>", "value=\"a&amp;b\"");
    }

    @Test
    void theCodeComesBackWithTheStateAndIsGoodOnce() {
        String code = code();

        Caller.Reply made = anybody("POST", "/app-manifests/" + code + "/conversions");
        assertThat(made.status()).isEqualTo(201);
        JsonNode app = made.json();
        assertThat(app.path("id").asLong()).isEqualTo(github.app().id());
        assertThat(app.path("pem").asText()).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(app.path("webhook_secret").asText()).isNotEmpty();
        assertThat(app.path("name").asText()).isEqualTo("our bots");
        assertThat(app.path("owner").path("login").asText()).isEqualTo("myorg");
        assertThat(app.path("html_url").asText())
                .isEqualTo(github.url() + "/apps/" + github.app().slug());

        assertThat(anybody("POST", "/app-manifests/" + code + "/conversions").status())
                .isEqualTo(404);
    }

    @Test
    void aCodeIsGoodForAnHour() {
        String code = code();
        github.clock().skew(Duration.ofMinutes(61));

        assertThat(anybody("POST", "/app-manifests/" + code + "/conversions").status())
                .isEqualTo(404);
    }

    @Test
    void theAppThenHasWhatTheManifestSays() {
        assertThat(anybody("POST", "/app-manifests/" + code() + "/conversions").status())
                .isEqualTo(201);

        JsonNode app = caller.app("GET", "/app", "").json();
        assertThat(app.path("permissions").path("issues").asText()).isEqualTo("read");
        assertThat(app.path("permissions").path("administration").isMissingNode())
                .isTrue();
        assertThat(app.path("events")).hasSize(1);
        JsonNode hook = caller.app("GET", "/app/hook/config", "").json();
        assertThat(hook.path("url").asText()).isEqualTo("https://example.com/github/webhook");
        assertThat(hook.path("secret").asText()).isEqualTo("********");
    }

    @Test
    void whatGitHubRefusesIsRefused() {
        assertThat(refused("not json")).contains("not JSON");
        assertThat(refused(MANIFEST.replace("\"redirect_url\"", "\"redirect\"")))
                .contains("redirect_url");
        assertThat(refused(MANIFEST.replace("\"url\": \"https://example.com/github/webhook\", ", "")))
                .contains("Hook url cannot be blank");
        assertThat(refused(MANIFEST.replace("\"our bots\"", "\"" + "x".repeat(35) + "\"")))
                .contains("too long");
        assertThat(refused(MANIFEST.replace("\"write\"", "\"all\""))).contains("Default permission");
    }

    @Test
    void theKeyDoesNotGetIntoTheLedger() {
        assertThat(anybody("POST", "/app-manifests/" + code() + "/conversions").status())
                .isEqualTo(201);

        assertThat(github.ledger().entries().toString()).doesNotContain("PRIVATE KEY");
    }

    @Test
    void thePageInstallsTheAppWithItsPermissions() {
        assertThat(anybody("GET", "/apps/botcreds-sandbox/installations/new")
                        .http()
                        .body())
                .contains("Install");
        post("/apps/botcreds-sandbox/installations", "owner=myorg");

        JsonNode there = caller.app("GET", "/app/installations", "").json().path(0);
        assertThat(there.path("account").path("login").asText()).isEqualTo("myorg");
        assertThat(there.path("permissions").path("contents").asText()).isEqualTo("write");
    }

    private Caller.Reply post(String path, String form) {
        return caller.send("POST", path, "", form, "Content-Type", "application/x-www-form-urlencoded");
    }

    private Caller.Reply anybody(String method, String path) {
        return caller.send(method, path, "", "");
    }

    private String refused(String manifest) {
        Caller.Reply reply = post("/settings/apps", "manifest=" + Forms.encode(manifest));
        assertThat(reply.status()).isEqualTo(422);
        return reply.http().body();
    }

    private String code() {
        Caller.Reply confirmed =
                post("/organizations/myorg/settings/apps", "state=a%26b&manifest=" + Forms.encode(MANIFEST));
        assertThat(confirmed.status()).isEqualTo(302);
        String back = confirmed.header("Location");
        assertThat(back).startsWith("http://127.0.0.1:1/back?code=").endsWith("&state=a%26b");
        return back.replaceFirst(".*code=", "").replaceFirst("&.*", "");
    }
}
