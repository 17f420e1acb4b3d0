package botcreds.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationsTest {
    @TempDir
    Path dir;

    private SandboxGitHub github;
    private Caller caller;
    private Installation installation;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(dir, Options.defaults());
        caller = new Caller(github);
        installation = github.install("myorg", PermissionSet.ofWords("contents:write"));
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void anInstallationIsFoundByItsAccount() {
        github.installations().install(github.accounts().user("alice"), PermissionSet.ofWords("contents:read"), null);

        assertThat(found("/orgs/MyOrg/installation")).isEqualTo(installation.id());
        assertThat(found("/users/myorg/installation")).isEqualTo(installation.id());
        assertThat(caller.app("GET", "/users/alice/installation", "")
                        .json()
                        .path("target_type")
                        .asText())
                .isEqualTo("User");
        assertThat(caller.app("GET", "/orgs/alice/installation", "").status()).isEqualTo(404);
        assertThat(caller.app("GET", "/orgs/unknown/installation", "").status()).isEqualTo(404);
    }

    @Test
    void aSuspendedInstallationStillAnswersAndSaysSo() {
        github.installations().suspend(installation.id());

        JsonNode json =
                caller.app("GET", "/app/installations/" + installation.id(), "").json();

        assertThat(json.path("suspended_at").isTextual()).isTrue();
        assertThat(json.path("suspended_by").path("login").asText()).isEqualTo("myorg");
        assertThat(caller.app("GET", "/app/installations", "").json()).hasSize(1);
    }

    @Test
    void theListComesInPagesWithLinks() {
        github.install("second", PermissionSet.ofWords("contents:read"));
        github.install("third", PermissionSet.ofWords("contents:read"));

        Caller.Reply first = caller.app("GET", "/app/installations?per_page=2", "");
        Caller.Reply last = caller.app("GET", "/app/installations?per_page=2&page=2", "");

        assertThat(first.json()).hasSize(2);
        assertThat(first.header("Link"))
                .contains("<" + github.url() + "/app/installations?per_page=2&page=2>; rel=\"next\"");
        assertThat(last.json()).hasSize(1);
        assertThat(last.header("Link")).contains("rel=\"prev\"").doesNotContain("rel=\"next\"");
    }

    @Test
    void uninstallingIsAsynchronousInTheNewVersionOfTheApi() {
        Installation second = github.install("second", PermissionSet.ofWords("contents:read"));

        assertThat(caller.app("DELETE", "/app/installations/" + second.id(), "").status())
                .isEqualTo(204);
        assertThat(caller.send(
                                "DELETE",
                                "/app/installations/" + installation.id(),
                                "Bearer " + caller.jwt(),
                                "",
                                "X-GitHub-Api-Version",
                                "2026-03-10")
                        .status())
                .isEqualTo(202);
        assertThat(caller.app("GET", "/app/installations", "").json()).isEmpty();
    }

    @Test
    void anUnknownVersionOfTheApiAndAnUnknownPathAreRefused() {
        assertThat(caller.send("GET", "/app", "Bearer " + caller.jwt(), "", "X-GitHub-Api-Version", "1999-01-01")
                        .status())
                .isEqualTo(400);
        assertThat(caller.app("GET", "/nothing/here", "").status()).isEqualTo(404);
    }

    @Test
    void aCallWithoutAUserAgentIsRefused() {
        assertThat(caller.send("GET", "/app", "Bearer " + caller.jwt(), "", "User-Agent", "")
                        .status())
                .isEqualTo(403);
    }

    private long found(String path) {
        return caller.app("GET", path, "").json().path("id").asLong();
    }
}
