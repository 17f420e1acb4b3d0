package botcreds.sandbox.github;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenUseTest {
    private static final String A = "/repos/myorg/repo-a";

    @TempDir
    Path dir;

    private final TestClock clock = new TestClock();
    private SandboxGitHub github;
    private Caller caller;
    private HostedRepository repoB;
    private Installation installation;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(dir, Options.defaults().withClock(clock).withHourlyLimit(20));
        caller = new Caller(github);
        github.createRepository("myorg/repo-a");
        repoB = github.createRepository("myorg/repo-b");
        installation = github.install("myorg", PermissionSet.ofWords("issues:write", "checks:write"));
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void aTokenOpensAnIssueAndReadsItBack() {
        String token = token("{\"issues\":\"write\"}");

        Caller.Reply opened = caller.token("POST", A + "/issues", token, "{\"title\":\"Broken\"}");

        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.json().path("user").path("login").asText()).isEqualTo("botcreds-sandbox[bot]");
        assertThat(caller.token("GET", A + "/issues/1", token, "").json()).isEqualTo(opened.json());
        assertThat(caller.token("GET", A + "/issues", token, "").json()).hasSize(1);
        assertThat(caller.token("GET", A + "/issues/2", token, "").status()).isEqualTo(404);
        assertThat(caller.token("POST", A + "/issues", token, "{}").status()).isEqualTo(422);
    }

    @Test
    void aCheckRunIsCompletedByItsConclusion() {
        String token = token("{\"checks\":\"write\"}");
        String sha = "\"" + "a".repeat(40) + "\"";

        Caller.Reply made =
                caller.token("POST", A + "/check-runs", token, "{\"name\":\"policy\",\"head_sha\":" + sha + "}");
        String run = A + "/check-runs/" + made.json().path("id").asLong();
        Caller.Reply done = caller.token("PATCH", run, token, "{\"conclusion\":\"success\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("status").asText()).isEqualTo("queued");
        assertThat(done.json().path("status").asText()).isEqualTo("completed");
        assertThat(caller.token("GET", run, token, "").json()).isEqualTo(done.json());
        assertThat(caller.token("POST", A + "/check-runs", token, "{\"name\":\"x\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aTokenWithoutThePermissionIsToldWhichOneItLacks() {
        Caller.Reply reply = caller.token("POST", A + "/issues", token("{\"issues\":\"read\"}"), "{\"title\":\"x\"}");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.message()).isEqualTo("Resource not accessible by integration");
        assertThat(reply.header("X-Accepted-GitHub-Permissions")).isEqualTo("issues=write");
    }

    @Test
    void aRepositoryOutsideTheScopeLooksAsIfItWereNotThere() {
        String token = token("{\"issues\":\"write\"}");

        assertThat(caller.token("GET", A, token, "").status()).isEqualTo(200);
        assertThat(caller.token("GET", "/repos/myorg/repo-b", token, "").status())
                .isEqualTo(404);
        assertThat(caller.token("POST", "/repos/myorg/repo-b/issues", token, "{\"title\":\"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(caller.token("GET", "/repos/myorg/nowhere", token, "").status())
                .isEqualTo(404);
    }

    @Test
    void everySchemeGitHubTakesIsTaken() {
        String token = token("{\"issues\":\"read\"}");
        String basic = Base64.getEncoder().encodeToString(("x-access-token:" + token).getBytes(UTF_8));

        for (String authorization : new String[] {"token " + token, "bearer " + token, "Basic " + basic}) {
            assertThat(caller.send("GET", A, authorization, "").status()).isEqualTo(200);
        }
        assertThat(caller.send("GET", "/api/v3" + A, "token " + token, "")
                        .json()
                        .path("url")
                        .asText())
                .isEqualTo(github.url() + "/api/v3" + A);
    }

    @Test
    void aRevokedTokenIsDeadAndCannotBeRevokedAgain() {
        String token = token("{\"issues\":\"read\"}");

        assertThat(caller.token("DELETE", "/installation/token", token, "").status())
                .isEqualTo(204);

        dead(caller.token("GET", A, token, ""));
        dead(caller.token("DELETE", "/installation/token", token, ""));
        assertThat(github.tokens().live()).isZero();
        assertThat(github.ledger().revocationCount()).isEqualTo(1);
    }

    @Test
    void aTokenDiesAfterAnHour() {
        String token = token("{\"issues\":\"read\"}");

        clock.advance(Duration.ofMinutes(60).minusSeconds(1));
        assertThat(caller.token("GET", A, token, "").status()).isEqualTo(200);

        clock.advance(Duration.ofSeconds(1));
        dead(caller.token("GET", A, token, ""));
    }

    @Test
    void expiredTokensAreForgottenAtTheNextMint() {
        token("{\"issues\":\"read\"}");
        clock.advance(Duration.ofHours(2));
        String next = token("{\"issues\":\"read\"}");

        assertThat(github.tokens().live()).isEqualTo(1);
        assertThat(github.tokens().isLive(TokenLook.sha256(next))).isTrue();
    }

    @Test
    void suspensionStopsLiveTokensAndResumptionRevivesThem() {
        String token = token("{\"issues\":\"read\"}");
        String path = "/app/installations/" + installation.id() + "/suspended";

        assertThat(caller.app("PUT", path, "").status()).isEqualTo(204);
        assertThat(caller.token("GET", A, token, "").status()).isEqualTo(403);

        assertThat(caller.app("DELETE", path, "").status()).isEqualTo(204);
        assertThat(caller.token("GET", A, token, "").status()).isEqualTo(200);
    }

    @Test
    void whatIsTakenFromTheInstallationIsTakenFromItsLiveTokens() {
        String token = token("{\"issues\":\"write\"}");

        github.installations().grant(installation.id(), PermissionSet.ofWords("issues:read"));
        assertThat(caller.token("POST", A + "/issues", token, "{\"title\":\"x\"}")
                        .status())
                .isEqualTo(403);

        github.installations().select(installation.id(), Set.of(repoB.id()));
        assertThat(caller.token("GET", A, token, "").status()).isEqualTo(404);

        github.installations().uninstall(installation.id());
        dead(caller.token("GET", A, token, ""));
    }

    @Test
    void whatIsLeftOfAnHourCanBeSetAndIsThereAgainAfterItsEnd() {
        String token = token("{\"issues\":\"read\"}");
        github.leave(installation, 1, Duration.ofMinutes(10));

        assertThat(caller.token("GET", A, token, "").header("X-RateLimit-Remaining"))
                .isEqualTo("0");
        assertThat(caller.token("GET", A, token, "").status()).isEqualTo(403);
        clock.advance(Duration.ofMinutes(10));
        assertThat(caller.token("GET", A, token, "").header("X-RateLimit-Remaining"))
                .isEqualTo("19");
    }

    @Test
    void callsCountAgainstTheRateLimitOfTheInstallation() {
        String token = token("{\"issues\":\"read\"}");

        Caller.Reply first = caller.token("GET", A, token, "");
        assertThat(first.header("X-RateLimit-Limit")).isEqualTo("20");
        assertThat(first.header("X-RateLimit-Remaining")).isEqualTo("19");
        for (int i = 0; i < 19; i++) {
            caller.token("GET", A, token, "");
        }

        Caller.Reply over = caller.token("GET", A, token, "");
        assertThat(over.status()).isEqualTo(403);
        assertThat(over.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(over.message()).contains("rate limit exceeded");

        clock.advance(Duration.ofMinutes(59).plusSeconds(59));
        assertThat(caller.token("GET", A, token, "").status()).isEqualTo(403);
    }

    @Test
    void nobodyGetsInWithoutATokenOrWithAMadeUpOne() {
        assertThat(caller.send("GET", A, "", "").status()).isEqualTo(401);
        dead(caller.token("GET", A, "ghs_" + "x".repeat(36), ""));
        dead(caller.token("GET", A, caller.jwt(), ""));
    }

    @Test
    void theBotUserIsFoundByItsLogin() {
        Caller.Reply reply = caller.send("GET", "/users/botcreds-sandbox%5Bbot%5D", "", "");

        assertThat(reply.json().path("id").asLong()).isEqualTo(41898000);
        assertThat(reply.json().path("type").asText()).isEqualTo("Bot");
        assertThat(caller.token("GET", "/users/nobody", token("{\"issues\":\"read\"}"), "")
                        .status())
                .isEqualTo(404);
        dead(caller.token("GET", "/users/myorg", "ghs_gone", ""));
    }

    private String token(String permissions) {
        return caller.minted(installation.id(), "{\"repositories\":[\"repo-a\"],\"permissions\":" + permissions + "}");
    }

    private static void dead(Caller.Reply reply) {
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.message()).isEqualTo("Bad credentials");
    }
}
