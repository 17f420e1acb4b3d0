package botcreds.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {
    @TempDir
    Path dir;

    private SandboxGitHub github;
    private Caller caller;
    private long installation;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(dir, Options.defaults());
        caller = new Caller(github);
        installation =
                github.install("myorg", PermissionSet.ofWords("contents:read")).id();
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void aFaultHitsAsManyCallsAsItWasToldAndNoOther() {
        github.faults().arm(Fault.serverError(502).times(2));

        assertThat(caller.app("GET", "/app", "").status()).isEqualTo(200);
        assertThat(mint().status()).isEqualTo(502);
        assertThat(mint().status()).isEqualTo(502);
        assertThat(mint().status()).isEqualTo(201);
        assertThat(github.ledger().mintCount()).isEqualTo(1);
    }

    @Test
    void faultsHitInTheOrderTheyWereArmed() {
        github.faults().arm(Fault.secondaryLimit(429, Duration.ofSeconds(7)));
        github.faults().arm(Fault.secondaryLimit(403, null));
        github.faults().arm(Fault.primaryLimit(403, Instant.ofEpochSecond(1234)));

        Caller.Reply first = mint();
        assertThat(first.status()).isEqualTo(429);
        assertThat(first.header("Retry-After")).isEqualTo("7");
        assertThat(first.message()).contains("secondary rate limit");
        Caller.Reply second = mint();
        assertThat(second.status()).isEqualTo(403);
        assertThat(second.header("Retry-After")).isEmpty();
        Caller.Reply third = mint();
        assertThat(third.header("x-ratelimit-remaining")).isEqualTo("0");
        assertThat(third.header("x-ratelimit-reset")).isEqualTo("1234");
    }

    @Test
    void aConnectionDroppedBeforeMintingLeavesNoToken() {
        github.faults().arm(Fault.dropBefore());

        assertThatThrownBy(this::mint).isInstanceOf(UncheckedIOException.class);

        assertThat(github.tokens().live()).isZero();
        assertThat(mintEntry().status()).isZero();
    }

    @Test
    void aConnectionDroppedAfterMintingLeavesAnOrphanTheLedgerKnows() {
        github.faults().arm(Fault.dropAfter());

        assertThatThrownBy(this::mint).isInstanceOf(UncheckedIOException.class);

        assertThat(mintEntry().status()).isZero();
        assertThat(github.tokens().isLive(mintEntry().token().sha256())).isTrue();
    }

    @Test
    void anAnswerCutShortLeavesAnOrphanToo() {
        github.faults().arm(Fault.truncateAt(40));

        assertThatThrownBy(this::mint).isInstanceOf(UncheckedIOException.class);

        assertThat(github.tokens().live()).isEqualTo(1);
    }

    @Test
    void anAnswerCanPromiseMoreThanWasMinted() {
        github.faults()
                .arm(Fault.merge("{\"repository_selection\":\"all\",\"permissions\":{\"administration\":\"write\"},"
                        + "\"repositories\":[{\"id\":7}],\"expires_at\":null}"));

        JsonNode json = mint().json();

        assertThat(json.path("repository_selection").asText()).isEqualTo("all");
        assertThat(json.path("permissions").toString())
                .isEqualTo("{\"contents\":\"read\",\"metadata\":\"read\",\"administration\":\"write\"}");
        assertThat(json.path("repositories").path(0).path("id").asInt()).isEqualTo(7);
        assertThat(json.has("expires_at")).isFalse();
    }

    @Test
    void callsThatAreDelayedHoldNoThread() {
        int moreThanThreads = 100;
        github.faults()
                .arm(Fault.delay(Duration.ofMinutes(10)).on("GET", "^/users/").times(moreThanThreads));
        for (int i = 0; i < moreThanThreads; i++) {
            var unused = caller.client()
                    .sendAsync(caller.request("GET", "/users/myorg", "", ""), HttpResponse.BodyHandlers.discarding());
        }

        assertThat(caller.app("GET", "/app", "").status()).isEqualTo(200);
    }

    @Test
    void aDelayAndAnotherFaultMeetTheSameCall() {
        github.faults().arm(Fault.delay(Duration.ofMillis(1)).times(Fault.ALWAYS));
        github.faults().arm(Fault.serverError(500));

        assertThat(mint().status()).isEqualTo(500);
        assertThat(mint().status()).isEqualTo(201);
    }

    @Test
    void faultsAndTheClockAreSetFromOutsideToo() {
        String armed = "[{\"status\":503,\"headers\":{\"Retry-After\":\"3\"},\"body\":{\"message\":\"no\"}},"
                + "{\"drop\":\"after\"},{\"method\":null,\"path\":\"^/app$\",\"times\":-1,\"status\":500}]";
        assertThat(caller.send("POST", "/_sandbox/faults", "", armed).status()).isEqualTo(204);

        Caller.Reply reply = mint();
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isEqualTo("3");
        assertThat(reply.message()).isEqualTo("no");
        assertThatThrownBy(this::mint).isInstanceOf(UncheckedIOException.class);
        assertThat(caller.app("GET", "/app", "").status()).isEqualTo(500);

        assertThat(caller.send("DELETE", "/_sandbox/faults", "", "").status()).isEqualTo(204);
        String jwt = caller.jwt();
        assertThat(caller.send("POST", "/_sandbox/clock", "", "{\"skew_ms\":-120000}")
                        .status())
                .isEqualTo(204);
        assertThat(caller.send("GET", "/app", "Bearer " + jwt, "").message()).isEqualTo(AppJwt.TOO_LONG);
    }

    @Test
    void aFaultWithAWordNobodyKnowsIsRefusedAndNothingIsArmed() {
        Caller.Reply reply = caller.send("POST", "/_sandbox/faults", "", "[{\"status\":500},{\"stauts\":500}]");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.message()).contains("stauts");
        assertThat(mint().status()).isEqualTo(201);
    }

    private Caller.Reply mint() {
        return caller.mint(installation, "{}");
    }

    private LedgerEntry mintEntry() {
        return github.ledger().entries(LedgerEntry.Kind.MINT).get(0);
    }
}
