package botcreds.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovedRepositoriesTest {
    private static final String OLD = "/repos/myorg/repo-a/installation";

    @TempDir
    Path dir;

    private SandboxGitHub github;
    private Caller caller;
    private HostedRepository repository;
    private Installation installation;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(dir, Options.defaults());
        caller = new Caller(github);
        repository = github.createRepository("myorg/repo-a");
        installation = github.install("myorg", PermissionSet.ofWords("issues:write"));
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void aRenamedRepositoryAnswers301AndIsFoundByItsId() {
        github.repositories().rename("myorg/repo-a", "repo-new");

        Caller.Reply moved = caller.app("GET", OLD, "");

        assertThat(moved.status()).isEqualTo(301);
        assertThat(moved.header("Location"))
                .isEqualTo(github.url() + "/repositories/" + repository.id() + "/installation");
        assertThat(caller.app("GET", "/repositories/" + repository.id() + "/installation", "")
                        .json()
                        .path("id")
                        .asLong())
                .isEqualTo(installation.id());
        String token = caller.minted(installation.id(), "{\"repository_ids\":[" + repository.id() + "]}");
        assertThat(caller.token("GET", "/repos/myorg/repo-a", token, "").status())
                .isEqualTo(301);
        assertThat(caller.token("GET", "/repositories/" + repository.id(), token, "")
                        .json()
                        .path("full_name")
                        .asText())
                .isEqualTo("myorg/repo-new");
    }

    @Test
    void aTransferredRepositoryBelongsToTheInstallationOfItsNewOwner() {
        Installation other = github.install("other", PermissionSet.ofWords("issues:write"));
        github.repositories().transfer("myorg/repo-a", "other");

        assertThat(caller.app("GET", OLD, "").status()).isEqualTo(301);
        assertThat(caller.app("GET", "/repos/other/repo-a/installation", "")
                        .json()
                        .path("id")
                        .asLong())
                .isEqualTo(other.id());
        String body = "{\"repository_ids\":[" + repository.id() + "]}";
        assertThat(caller.mint(installation.id(), body).status()).isEqualTo(422);
        assertThat(caller.mint(other.id(), body).status()).isEqualTo(201);
    }

    @Test
    void aNewRepositoryMayTakeTheOldName() {
        github.repositories().rename("myorg/repo-a", "repo-new");
        HostedRepository squatter = github.createRepository("myorg/Repo-A");

        assertThat(squatter.id()).isNotEqualTo(repository.id());
        assertThat(caller.app("GET", OLD, "").status()).isEqualTo(200);
        assertThat(caller.mint(installation.id(), "{\"repositories\":[\"repo-a\"]}")
                        .json()
                        .path("repositories")
                        .path(0)
                        .path("id")
                        .asLong())
                .isEqualTo(squatter.id());
        assertThatThrownBy(() -> github.repositories().rename("myorg/repo-new", "repo-a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exists already");
    }

    @Test
    void aDeletedRepositoryIsGoneUnderAllItsNames() {
        github.repositories().rename("myorg/repo-a", "repo-new");
        github.repositories().delete("myorg/repo-new");

        for (String path : new String[] {OLD, "/repos/myorg/repo-new/installation"}) {
            assertThat(caller.app("GET", path, "").status()).isEqualTo(404);
        }
        assertThat(caller.mint(installation.id(), "{\"repository_ids\":[" + repository.id() + "]}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aRepositoryTheAppIsNotInstalledOnIsNotFound() {
        github.installations().select(installation.id(), Set.of());

        assertThat(caller.app("GET", OLD, "").status()).isEqualTo(404);
        assertThat(caller.app("GET", "/repos/myorg/nowhere/installation", "").status())
                .isEqualTo(404);
    }
}
