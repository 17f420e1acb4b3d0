package botcreds.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    Path dir;

    @Test
    void aMintIsWrittenDownWithEverythingButTheToken() throws Exception {
        try (SandboxGitHub github = SandboxGitHub.start(dir, Options.defaults())) {
            Caller caller = new Caller(github);
            HostedRepository repository = github.createRepository("myorg/repo-a");
            long id = github.install("myorg", PermissionSet.ofWords("contents:read"))
                    .id();
            String body = "{\"repository_ids\": [" + repository.id() + "]}";

            String token = caller.minted(id, body);
            caller.token("DELETE", "/installation/token", token, "");

            JsonNode ledger = caller.send("GET", "/_sandbox/ledger", "", "").json();
            assertThat(ledger.toString()).doesNotContain(token);
            assertThat(ledger.path("mints").asInt()).isEqualTo(1);
            assertThat(ledger.path("revocations").asInt()).isEqualTo(1);
            assertThat(ledger.path("live_tokens").asInt()).isZero();
            JsonNode mint = ledger.path("entries").path(0);
            assertThat(mint.path("kind").asText()).isEqualTo("MINT");
            assertThat(mint.path("status").asInt()).isEqualTo(201);
            assertThat(mint.path("installation").asLong()).isEqualTo(id);
            assertThat(mint.path("body").asText()).isEqualTo(body);
            assertThat(mint.path("token_sha256").asText()).isEqualTo(sha256(token));
            assertThat(mint.path("repository_ids").path(0).asLong()).isEqualTo(repository.id());
            assertThat(mint.path("permissions").path("contents").asText()).isEqualTo("read");
            assertThat(mint.path("jwt").path("iss").asText()).isEqualTo("123456");
            assertThat(mint.path("answer").path("token").asText()).isEqualTo("[left out]");
            JsonNode revoke = ledger.path("entries").path(1);
            assertThat(revoke.path("kind").asText()).isEqualTo("REVOKE");
            assertThat(revoke.path("token_sha256").asText()).isEqualTo(sha256(token));
        }
    }

    @Test
    void aRefusedMintIsWrittenDownToo() throws Exception {
        try (SandboxGitHub github = SandboxGitHub.start(dir, Options.defaults())) {
            Caller caller = new Caller(github);
            caller.mint(7, "{}");
            caller.send("POST", "/app/installations/7/access_tokens", "Bearer nonsense", "{}");

            List<LedgerEntry> mints = github.ledger().entries(LedgerEntry.Kind.MINT);

            assertThat(mints).extracting(LedgerEntry::status).containsExactly(404, 401);
            assertThat(mints).extracting(LedgerEntry::token).containsOnlyNulls();
            assertThat(github.ledger().mintCount()).isZero();
        }
    }

    @Test
    void theOldestCallsAreForgottenWhenItIsFull() throws Exception {
        try (SandboxGitHub github = SandboxGitHub.start(dir, Options.defaults().withLedgerCapacity(2))) {
            Caller caller = new Caller(github);
            for (String path : new String[] {"/one", "/two", "/three"}) {
                caller.app("GET", path, "");
            }

            assertThat(github.ledger().entries()).extracting(LedgerEntry::path).containsExactly("/two", "/three");
            assertThat(github.ledger().entries())
                    .extracting(LedgerEntry::number)
                    .containsExactly(2L, 3L);
        }
    }

    @Test
    void itCanBeOffAndStillCounts() throws Exception {
        try (SandboxGitHub github = SandboxGitHub.start(dir, Options.defaults().withLedgerCapacity(0))) {
            long id = github.install("myorg", PermissionSet.ofWords("contents:read"))
                    .id();
            new Caller(github).minted(id, "{}");

            assertThat(github.ledger().entries()).isEmpty();
            assertThat(github.ledger().mintCount()).isEqualTo(1);
        }
    }

    private static String sha256(String token) throws Exception {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    }
}
