package botcreds.broker.github;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Secret;
import botcreds.sandbox.github.Fault;
import botcreds.sandbox.github.Options;
import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.github.SandboxGitHub;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GitHub's own audit log, as the sandbox keeps it. */
class AuditLogTest {
    @TempDir
    Path directory;

    private SandboxGitHub gitHub;
    private long repository;
    private long installation;
    private AppGitHub app;
    private AuditLog log;

    @BeforeEach
    void start() throws Exception {
        gitHub = SandboxGitHub.start(directory, Options.defaults());
        repository = gitHub.createRepository("myorg/repo-a").id();
        installation =
                gitHub.install("myorg", PermissionSet.ofWords("contents:read")).id();
        app = new AppGitHub(
                Endpoint.of(gitHub.url(), gitHub.url()),
                new AppIdentity(
                        Long.toString(gitHub.app().id()),
                        AppKey.parse(Secret.of(gitHub.app().privateKeyPem()))),
                Clock.systemUTC());
        log = log(gitHub.auditToken());
    }

    private AuditLog log(String token) {
        return new AuditLog(
                Endpoint.of(gitHub.url(), gitHub.url()),
                "enterprises/big",
                Secret.of(token),
                Clock.systemUTC(),
                CallObserver.NOBODY);
    }

    @AfterEach
    void stop() {
        log.close();
        app.close();
        gitHub.close();
    }

    @Test
    void aTokenThatWasUsedWithGitIsSeenAndAnIdleOneIsNot() throws Exception {
        Secret used = mint();
        Secret idle = mint();
        fetch(used);

        assertThat(log.useOf(used.sha256()))
                .isInstanceOfSatisfying(
                        TokenUse.Seen.class, seen -> assertThat(seen.action()).isEqualTo("git.fetch"));
        assertThat(log.useOf(idle.sha256())).isEqualTo(new TokenUse.NotSeen());
    }

    @Test
    void whoMayNotReadTheLogKnowsNothing() {
        try (AuditLog stranger = log("ghp_another")) {
            assertThat(stranger.useOf("hash="))
                    .isInstanceOfSatisfying(
                            TokenUse.Unknown.class,
                            unknown -> assertThat(unknown.why()).contains("404"));
        }
    }

    @Test
    void itsLimitPausesThisLogAlone() {
        gitHub.faults().arm(Fault.secondaryLimit(429, Duration.ofMinutes(2)).on("GET", "/audit-log$"));

        assertThat(log.useOf("hash="))
                .isInstanceOfSatisfying(
                        TokenUse.Unknown.class,
                        unknown -> assertThat(unknown.retryAfter()).isGreaterThan(Duration.ofSeconds(60)));
        assertThat(mint()).isNotNull();
    }

    private Secret mint() {
        MintOrder order =
                new MintOrder(installation, List.of(repository), MintTest.scope("contents:read", "myorg/repo-a"));
        return ((Mint.Minted) app.mint(order)).token();
    }

    private void fetch(Secret token) throws Exception {
        String basic = Base64.getEncoder()
                .encodeToString(("x-access-token:" + token.reveal()).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(gitHub.url() + "/myorg/repo-a.git/info/refs?service=git-upload-pack"))
                .header("Authorization", "Basic " + basic)
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }
}
