package botcreds.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployKeysTest {
    static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINa3Nu/aMLQAVIJ3UMT4qik+GQyF2EXLpI+ZSy9Jolkn";
    private static final String A = "/repos/myorg/repo-a/keys";
    private static final String B = "/repos/myorg/repo-b/keys";

    @TempDir
    Path dir;

    private SandboxGitHub github;
    private Caller caller;
    private Installation installation;
    private String token;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(dir, Options.defaults());
        caller = new Caller(github);
        github.createRepository("myorg/repo-a");
        github.createRepository("myorg/repo-b");
        installation = github.install("myorg", PermissionSet.ofWords("administration:write", "contents:write"));
        token = caller.minted(installation.id(), "{\"permissions\":{\"administration\":\"write\"}}");
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void aKeyIsMadeShownListedAndDeleted() {
        Caller.Reply made = add(A, "{\"title\":\"req_1\",\"read_only\":true,\"key\":\"" + KEY + " a comment\"}");
        String one = A + "/" + made.json().path("id").asLong();

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("key").asText()).isEqualTo(KEY);
        assertThat(made.json().path("read_only").asBoolean()).isTrue();
        assertThat(made.json().path("enabled").asBoolean()).isTrue();
        assertThat(caller.token("GET", one, token, "").json()).isEqualTo(made.json());
        assertThat(caller.token("GET", A, token, "").json()).hasSize(1);
        assertThat(caller.token("GET", B, token, "").json()).isEmpty();
        assertThat(caller.token("DELETE", one, token, "").status()).isEqualTo(204);
        assertThat(caller.token("DELETE", one, token, "").status()).isEqualTo(404);
        assertThat(add(B, body(KEY)).status()).isEqualTo(201);
    }

    @Test
    void aKeyWhoseReadOnlyIsLeftOutMayWrite() {
        assertThat(add(A, body(KEY)).json().path("read_only").asBoolean(true)).isFalse();
    }

    @Test
    void aKeyIsUniqueAcrossAllRepositories() {
        add(A, body(KEY));

        invalid(add(B, body(KEY + " other comment")), "key is already in use");
    }

    @Test
    void whatIsNoPublicKeyIsRefused() {
        for (String bad : new String[] {
            "nonsense", "ssh-dss AAAA", "ssh-rsa " + KEY.substring(KEY.indexOf(' ') + 1), "ssh-ed25519 AA"
        }) {
            invalid(add(A, body(bad)), "key is invalid");
        }
        assertThat(add(A, "{}").json().path("errors").path(0).path("code").asText())
                .isEqualTo("missing_field");
    }

    @Test
    void anOrganizationMayForbidDeployKeys() {
        add(A, body(KEY));
        github.deployKeys().disable("myorg");

        invalid(add(B, body(KEY)), "Deploy keys are disabled for this repository");
        assertThat(caller.token("GET", A, token, "")
                        .json()
                        .path(0)
                        .path("enabled")
                        .asBoolean(true))
                .isFalse();

        github.deployKeys().enable("myorg");
        invalid(add(B, body(KEY)), "key is already in use");
    }

    @Test
    void aKeyOutlivesTheTokenAndTheInstallation() {
        add(A, body(KEY));
        caller.token("DELETE", "/installation/token", token, "");
        github.installations().uninstall(installation.id());

        HostedRepository repository = github.repositories().find("myorg/repo-a").orElseThrow();
        assertThat(github.deployKeys().of(repository)).hasSize(1);
    }

    @Test
    void aTokenWithoutAdministrationIsRefused() {
        token = caller.minted(installation.id(), "{\"permissions\":{\"contents\":\"write\"}}");

        Caller.Reply reply = add(A, body(KEY));

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.header("X-Accepted-GitHub-Permissions")).isEqualTo("administration=write");
    }

    private Caller.Reply add(String path, String body) {
        return caller.token("POST", path, token, body);
    }

    private static String body(String key) {
        return "{\"title\":\"t\",\"key\":\"" + key + "\"}";
    }

    private static void invalid(Caller.Reply reply, String message) {
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.message()).isEqualTo("Validation Failed");
        assertThat(reply.json().path("errors").path(0).path("message").asText()).startsWith(message);
    }
}
