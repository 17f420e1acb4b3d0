package botcreds.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kohsuke.github.GHApp;
import org.kohsuke.github.GHAppInstallation;
import org.kohsuke.github.GHAppInstallationToken;
import org.kohsuke.github.GHDeployKey;
import org.kohsuke.github.GHFileNotFoundException;
import org.kohsuke.github.GHPermissionType;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GHRepositorySelection;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubAbuseLimitHandler;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.GitHubRateLimitHandler;
import org.kohsuke.github.HttpException;
import org.kohsuke.github.extras.authorization.JWTTokenProvider;

/** The library most Java programs talk to GitHub with takes the sandbox for it. */
class GitHubApiLibraryTest {
    @TempDir
    Path dir;

    private SandboxGitHub github;
    private HostedRepository repository;
    private Installation installation;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(dir, Options.defaults());
        repository = github.createRepository("myorg/repo-a");
        installation = github.install(
                "myorg", PermissionSet.ofWords("contents:write", "issues:write", "administration:write"));
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void itFindsTheAppAndItsInstallations() throws Exception {
        GHApp app = asApp("").getApp();
        GHAppInstallation found = app.getInstallationByRepository("myorg", "repo-a");

        assertThat(app.getId()).isEqualTo(123456);
        assertThat(app.getSlug()).isEqualTo("botcreds-sandbox");
        assertThat(app.listInstallations().toList()).hasSize(1);
        assertThat(found.getId()).isEqualTo(installation.id());
        assertThat(found.getAccount().getLogin()).isEqualTo("myorg");
        assertThat(found.getPermissions()).containsEntry("contents", GHPermissionType.WRITE);
        assertThat(app.getInstallationByOrganization("myorg").getId()).isEqualTo(installation.id());
        assertThat(app.getInstallationById(installation.id()).getRepositorySelection())
                .isEqualTo(GHRepositorySelection.ALL);
        assertThatThrownBy(() -> app.getInstallationByOrganization("other"))
                .isInstanceOf(GHFileNotFoundException.class);
    }

    @Test
    void itMintsANarrowTokenAndUsesIt() throws Exception {
        GHAppInstallationToken token = mint(asApp(""), Map.of("issues", GHPermissionType.WRITE));
        GitHub bot = client("").withAppInstallationToken(token.getToken()).build();

        GHRepository seen = bot.getRepository("myorg/repo-a");

        assertThat(token.getRepositorySelection()).isEqualTo(GHRepositorySelection.SELECTED);
        assertThat(token.getRepositories()).extracting(GHRepository::getId).containsExactly(repository.id());
        assertThat(token.getExpiresAt()).isInTheFuture();
        assertThat(seen.getId()).isEqualTo(repository.id());
        assertThat(seen.createIssue("Broken").body("It is").create().getNumber())
                .isEqualTo(1);
        assertThat(bot.getUser("botcreds-sandbox[bot]").getId()).isEqualTo(41898000);
    }

    @Test
    void itMakesListsAndDeletesDeployKeysBelowTheEnterprisePath() throws Exception {
        GHAppInstallationToken token = mint(asApp("/api/v3"), Map.of("administration", GHPermissionType.WRITE));
        GHRepository seen = client("/api/v3")
                .withAppInstallationToken(token.getToken())
                .build()
                .getRepository("myorg/repo-a");

        GHDeployKey key = seen.addDeployKey("req_1", DeployKeysTest.KEY, true);

        assertThat(seen.getDeployKeys()).extracting(GHDeployKey::getTitle).containsExactly("req_1");
        assertThat(key.isRead_only()).isTrue();
        key.delete();
        assertThat(seen.getDeployKeys()).isEmpty();
    }

    @Test
    void itSeesARefusalWithGitHubsText() throws Exception {
        GitHub app = asApp("");

        assertThatThrownBy(() -> mint(app, Map.of("checks", GHPermissionType.READ)))
                .isInstanceOfSatisfying(
                        HttpException.class,
                        e -> assertThat(e.getResponseCode()).isEqualTo(422))
                .hasMessageContaining("not granted to this installation");
    }

    private GHAppInstallationToken mint(GitHub app, Map<String, GHPermissionType> permissions) throws Exception {
        return app.getApp()
                .getInstallationById(installation.id())
                .createToken()
                .repositoryIds(List.of(repository.id()))
                .permissions(permissions)
                .create();
    }

    private GitHub asApp(String prefix) throws Exception {
        JWTTokenProvider jwt = new JWTTokenProvider(
                Long.toString(github.app().id()), Caller.key(github.app().privateKeyPem()));
        return client(prefix).withAuthorizationProvider(jwt).build();
    }

    private GitHubBuilder client(String prefix) {
        return new GitHubBuilder()
                .withEndpoint(github.url() + prefix)
                .withRateLimitHandler(GitHubRateLimitHandler.FAIL)
                .withAbuseLimitHandler(GitHubAbuseLimitHandler.FAIL);
    }
}
