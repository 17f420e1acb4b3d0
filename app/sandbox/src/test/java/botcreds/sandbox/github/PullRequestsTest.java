package botcreds.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kohsuke.github.GHIssueState;
import org.kohsuke.github.GHPullRequest;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GitHubBuilder;

/** Pull requests as a client of GitHub sees them: by hand, and through github-api. */
class PullRequestsTest {
    private static final String PULLS = "/repos/myorg/policy/pulls";
    private static final String ASK =
            "{\"title\":\"One more rule\",\"head\":\"more\",\"base\":\"main\",\"body\":\"Why\"}";

    @TempDir
    Path dir;

    private SandboxGitHub github;
    private Caller caller;
    private Installation installation;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(dir, Options.defaults());
        caller = new Caller(github);
        github.createRepository("myorg/policy");
        installation = github.install("myorg", PermissionSet.ofWords("contents:write", "pull_requests:write"));
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void oneIsOpenedOnceAndFoundByItsHead() throws Exception {
        String token = token("{\"pull_requests\":\"write\"}");
        pushBranch();

        Caller.Reply opened = caller.token("POST", PULLS, token, ASK);
        Caller.Reply again = caller.token("POST", PULLS, token, ASK);
        Caller.Reply found = caller.token("GET", PULLS + "?head=myorg:more&state=all", token, "");

        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.json().path("number").asInt()).isEqualTo(1);
        assertThat(opened.json().path("html_url").asText()).isEqualTo(github.url() + "/myorg/policy/pull/1");
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.json().path("errors").path(0).path("message").asText())
                .isEqualTo("A pull request already exists for myorg:more.");
        assertThat(found.json()).hasSize(1);
        assertThat(caller.token("GET", PULLS + "?head=myorg:other", token, "").json())
                .isEmpty();
    }

    @Test
    void aHeadThatIsNotThereOrIsTheBaseIsRefused() {
        String token = token("{\"pull_requests\":\"write\"}");

        assertThat(caller.token("POST", PULLS, token, ASK)
                        .json()
                        .path("errors")
                        .path(0)
                        .path("field")
                        .asText())
                .isEqualTo("head");
        assertThat(caller.token("POST", PULLS, token, ASK.replace("\"more\"", "\"main\""))
                        .json()
                        .path("errors")
                        .path(0)
                        .path("message")
                        .asText())
                .isEqualTo("No commits between main and main");
        assertThat(caller.token("POST", PULLS, token("{\"pull_requests\":\"read\"}"), ASK)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void gitHubApiOpensListsAndClosesOne() throws Exception {
        pushBranch();
        GHRepository repository = new GitHubBuilder()
                .withEndpoint(github.url().toString())
                .withAppInstallationToken(token("{\"pull_requests\":\"write\"}"))
                .build()
                .getRepository("myorg/policy");

        GHPullRequest opened = repository.createPullRequest("One more rule", "more", "main", "Why");
        assertThat(repository
                        .queryPullRequests()
                        .head("myorg:more")
                        .state(GHIssueState.OPEN)
                        .list()
                        .toList())
                .extracting(GHPullRequest::getNumber)
                .containsExactly(opened.getNumber());
        opened.close();

        assertThat(repository.getPullRequest(1).getState()).isEqualTo(GHIssueState.CLOSED);
        assertThat(repository.getPullRequest(1).getHead().getRef()).isEqualTo("more");
    }

    private void pushBranch() throws Exception {
        String remote = github.url().toString().replace("http://", "http://x-access-token:" + contents() + "@")
                + "/myorg/policy.git";
        Path clone = dir.resolve("clone");
        assertThat(GitCommand.run(dir, "clone", "-q", remote, clone.toString()).code())
                .isZero();
        GitCommand.run(
                clone, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "more");
        assertThat(GitCommand.run(clone, "push", "-q", "origin", "HEAD:more").code())
                .isZero();
    }

    private String contents() {
        return token("{\"contents\":\"write\"}");
    }

    private String token(String permissions) {
        return caller.minted(installation.id(), "{\"repositories\":[\"policy\"],\"permissions\":" + permissions + "}");
    }
}
