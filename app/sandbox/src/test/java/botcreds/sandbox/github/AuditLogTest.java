package botcreds.sandbox.github;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log of GitHub, as far as who looks for the use of a token needs it. */
class AuditLogTest {
    private static final String MINT = "{\"repositories\":[\"repo-a\"],\"permissions\":{\"contents\":\"read\"}}";

    @TempDir
    Path dir;

    private SandboxGitHub github;
    private Caller caller;
    private Installation installation;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(dir, Options.defaults());
        caller = new Caller(github);
        github.createRepository("myorg/repo-a");
        installation = github.install("myorg", PermissionSet.ofWords("contents:write"));
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void aFetchIsFoundByTheHashOfItsToken() throws Exception {
        String used = caller.minted(installation.id(), MINT);
        String idle = caller.minted(installation.id(), MINT);
        String url = github.url().toString().replace("//", "//x-access-token:" + used + "@") + "/myorg/repo-a.git";
        assertThat(GitCommand.run(dir, "clone", "-q", url, "copy").code()).isZero();

        Caller.Reply found = search("enterprises/big", used, "all", github.auditToken());
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.json().get(0).path("action").asText()).isEqualTo("git.fetch");
        assertThat(found.json().get(0).path("repo").asText()).isEqualTo("myorg/repo-a");
        assertThat(found.json().get(0).path("hashed_token").asText()).doesNotContain("=");
        assertThat(search("orgs/myorg", used, "all", github.auditToken()).json())
                .isNotEmpty();
        assertThat(search("orgs/myorg", idle, "all", github.auditToken()).json())
                .isEmpty();
        assertThat(search("orgs/myorg", used, "web", github.auditToken()).json())
                .isEmpty();
        assertThat(search("orgs/myorg", used, "all", used).status()).isEqualTo(404);
    }

    private Caller.Reply search(String owner, String token, String include, String with) {
        String phrase = "hashed_token:\"" + TokenLook.sha256(token).replace("=", "") + "\"";
        return caller.token(
                "GET",
                "/" + owner + "/audit-log?include=" + include + "&phrase=" + URLEncoder.encode(phrase, UTF_8),
                with,
                "");
    }
}
