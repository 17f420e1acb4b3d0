package botcreds.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drives the sandbox with the git command that bots use. */
class GitTest {
    @TempDir
    Path dir;

    private SandboxGitHub github;
    private Caller caller;
    private Installation installation;
    private Path work;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(dir.resolve("hub"), Options.defaults());
        caller = new Caller(github);
        github.createRepository("myorg/repo-a");
        github.createRepository("myorg/repo-b");
        installation = github.install("myorg", PermissionSet.ofWords("contents:write", "workflows:write"));
        work = dir.resolve("work");
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void aTokenClonesCommitsAndPushes() throws Exception {
        clone(token("{\"contents\":\"write\"}"), "repo-a", work);
        assertThat(Files.readString(work.resolve("README.md"))).isEqualTo("# repo-a\n");

        GitCommand.Said push = commitAndPush("notes.txt");

        assertThat(push.code()).as(push.text()).isZero();
        Path again = dir.resolve("again");
        clone(token("{\"contents\":\"read\"}"), "repo-a", again);
        assertThat(again.resolve("notes.txt")).exists();
        assertThat(github.ledger().entries(LedgerEntry.Kind.GIT))
                .extracting(LedgerEntry::status)
                .contains(200);
    }

    @Test
    void aTokenThatOnlyReadsCannotPush() throws Exception {
        clone(token("{\"contents\":\"read\"}"), "repo-a", work);

        GitCommand.Said push = commitAndPush("notes.txt");

        assertThat(push.code()).isNotZero();
        assertThat(push.text())
                .contains("Write access to repository not granted")
                .contains("403");
    }

    @Test
    void aWorkflowIsRefusedWithoutItsOwnPermission() throws Exception {
        clone(token("{\"contents\":\"write\"}"), "repo-a", work);

        GitCommand.Said push = commitAndPush(".github/workflows/ci.yml");

        assertThat(push.code()).isNotZero();
        assertThat(push.text())
                .contains("refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml`"
                        + " without `workflows` permission");
    }

    @Test
    void aWorkflowHiddenBehindAnotherCommitIsRefusedToo() throws Exception {
        clone(token("{\"contents\":\"write\"}"), "repo-a", work);
        commit(".github/workflows/ci.yml");

        assertThat(commitAndPush("notes.txt").code()).isNotZero();
        assertThat(GitCommand.run(work, "push", "origin", "HEAD:refs/heads/other")
                        .code())
                .isNotZero();
    }

    @Test
    void aWorkflowIsTakenWithItsPermission() throws Exception {
        clone(token("{\"contents\":\"write\",\"workflows\":\"write\"}"), "repo-a", work);

        GitCommand.Said push = commitAndPush(".github/workflows/ci.yml");

        assertThat(push.code()).as(push.text()).isZero();
    }

    @Test
    void anotherRepositoryIsNotFound() throws Exception {
        GitCommand.Said said =
                GitCommand.run(dir, "clone", url(token("{\"contents\":\"read\"}"), "repo-b"), work.toString());

        assertThat(said.code()).isNotZero();
        assertThat(said.text()).contains("Repository not found");
    }

    @Test
    void aDeadTokenFailsToAuthenticate() throws Exception {
        String token = token("{\"contents\":\"read\"}");
        caller.token("DELETE", "/installation/token", token, "");

        GitCommand.Said said = GitCommand.run(dir, "clone", url(token, "repo-a"), work.toString());

        assertThat(said.code()).isNotZero();
        assertThat(said.text()).contains("Authentication failed");
    }

    @Test
    void aRenamedRepositoryIsStillClonedByItsOldName() throws Exception {
        String token = token("{\"contents\":\"read\"}");
        github.repositories().rename("myorg/repo-a", "repo-z");

        GitCommand.Said said = GitCommand.run(dir, "clone", url(token, "repo-a"), work.toString());

        assertThat(said.code()).as(said.text()).isZero();
    }

    @Test
    void theAddressWorksWithoutItsSuffixToo() throws Exception {
        String address = url(token("{\"contents\":\"read\"}"), "repo-a");

        GitCommand.Said said = GitCommand.run(dir, "clone", address.replace(".git", ""), work.toString());

        assertThat(said.code()).as(said.text()).isZero();
    }

    private String token(String permissions) {
        return caller.minted(installation.id(), "{\"repositories\":[\"repo-a\"],\"permissions\":" + permissions + "}");
    }

    private String url(String token, String name) {
        return "http://x-access-token:" + token + "@" + github.url().getAuthority() + "/myorg/" + name + ".git";
    }

    private void clone(String token, String name, Path into) throws Exception {
        GitCommand.Said said = GitCommand.run(dir, "clone", url(token, name), into.toString());
        assertThat(said.code()).as(said.text()).isZero();
    }

    private GitCommand.Said commitAndPush(String file) throws Exception {
        commit(file);
        return GitCommand.run(work, "push", "origin", "main");
    }

    private void commit(String file) throws Exception {
        Path path = work.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "hello\n");
        assertThat(GitCommand.run(work, "add", ".").code()).isZero();
        assertThat(GitCommand.run(work, "-c", "user.name=Bot", "-c", "user.email=bot@localhost", "commit", "-m", "more")
                        .code())
                .isZero();
    }
}
