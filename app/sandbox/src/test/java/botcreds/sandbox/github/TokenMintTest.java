package botcreds.sandbox.github;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenMintTest {
    private static final String NO_REPOSITORY = "There is at least one repository that does not exist or is not"
            + " accessible to the parent installation.";

    @TempDir
    Path dir;

    private final TestClock clock = new TestClock();
    private SandboxGitHub github;
    private Caller caller;
    private HostedRepository repoA;
    private HostedRepository outside;
    private Installation installation;

    @BeforeEach
    void start() throws Exception {
        github = SandboxGitHub.start(dir, Options.defaults().withClock(clock));
        caller = new Caller(github);
        repoA = github.createRepository("myorg/repo-a");
        HostedRepository repoB = github.createRepository("myorg/repo-b");
        outside = github.createRepository("myorg/outside");
        installation = github.installOn("myorg", PermissionSet.ofWords("contents:write", "issues:read"), repoA, repoB);
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @Test
    void aTokenIsNarrowedToWhatWasAskedAndMetadata() {
        Caller.Reply reply = caller.mint(
                installation.id(), "{\"repository_ids\":[" + repoA.id() + "],\"permissions\":{\"contents\":\"read\"}}");

        JsonNode json = reply.json();
        assertThat(reply.status()).isEqualTo(201);
        assertThat(json.path("permissions").toString()).isEqualTo("{\"contents\":\"read\",\"metadata\":\"read\"}");
        assertThat(json.path("repository_selection").asText()).isEqualTo("selected");
        assertThat(json.path("repositories").findValuesAsText("full_name")).containsExactly("myorg/repo-a");
        assertThat(json.path("expires_at").asText()).isEqualTo("2026-11-23T11:00:00Z");
    }

    @Test
    void repositoriesMayBeNamedWithoutTheirOwner() {
        JsonNode json = caller.mint(installation.id(), "{\"repositories\":[\"REPO-B\"]}")
                .json();

        assertThat(json.path("repositories").findValuesAsText("full_name")).containsExactly("myorg/repo-b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "{}", "{\"repositories\":[]}", "{\"repository_ids\":[],\"permissions\":{}}"})
    void whatIsOmittedOrEmptyMeansEverything(String body) {
        JsonNode json = caller.mint(installation.id(), body).json();

        assertThat(json.has("repositories")).isFalse();
        assertThat(json.path("permissions").size()).isEqualTo(3);
        String token = json.path("token").asText();
        assertThat(caller.token("GET", "/installation/repositories", token, "")
                        .json()
                        .path("total_count")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aRepositoryOutsideTheInstallationIsRefused() {
        for (String body : new String[] {
            "{\"repositories\":[\"outside\"]}",
            "{\"repositories\":[\"repo-a\",\"unknown\"]}",
            "{\"repositories\":[\"myorg/repo-a\"]}",
            "{\"repository_ids\":[" + outside.id() + "]}"
        }) {
            refused(caller.mint(installation.id(), body), 422, NO_REPOSITORY);
        }
        assertThat(github.tokens().live()).isZero();
    }

    @Test
    void aPermissionThatWasNotGrantedIsRefused() {
        refused(
                caller.mint(installation.id(), "{\"permissions\":{\"checks\":\"read\"}}"),
                422,
                "The permissions requested are not granted to this installation.");
    }

    @Test
    void aLevelAboveTheGrantedOneIsRefused() {
        refused(
                caller.mint(installation.id(), "{\"permissions\":{\"issues\":\"write\"}}"),
                422,
                "The level of access for permissions requested are not granted to this installation.");
    }

    @Test
    void bodiesOfTheWrongShapeAreRefused() {
        refused(caller.mint(installation.id(), "{\"repos"), 400, "Problems parsing JSON");
        refused(caller.mint(installation.id(), "[]"), 400, "Body should be a JSON object");
        for (String body : new String[] {
            "{\"repositories\":\"repo-a\"}",
            "{\"repositories\":[7]}",
            "{\"repository_ids\":[\"7\"]}",
            "{\"permissions\":[]}",
            "{\"permissions\":{\"contents\":\"none\"}}"
        }) {
            Caller.Reply reply = caller.mint(installation.id(), body);
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.message()).startsWith("Invalid request");
        }
    }

    @Test
    void moreThanFiveHundredRepositoriesAreRefused() {
        StringBuilder ids = new StringBuilder(Long.toString(repoA.id()));
        for (int i = 0; i < 500; i++) {
            ids.append(',').append(900_000 + i);
        }

        assertThat(caller.mint(installation.id(), "{\"repository_ids\":[" + ids + "]}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aSuspendedInstallationMintsNothingUntilItIsResumed() {
        github.installations().suspend(installation.id());
        refused(caller.mint(installation.id(), "{}"), 403, "This installation has been suspended");

        github.installations().unsuspend(installation.id());
        assertThat(caller.mint(installation.id(), "{}").status()).isEqualTo(201);
    }

    @Test
    void anUnknownOrUninstalledInstallationIsNotFound() {
        refused(caller.mint(1, "{}"), 404, "Not Found");

        github.installations().uninstall(installation.id());

        refused(caller.mint(installation.id(), "{}"), 404, "Not Found");
    }

    @Test
    void theStatelessTokenIsLongAndHasTwoDots() {
        String token = caller.minted(installation.id(), "{}");

        assertThat(token).matches("ghs_123456_[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
        assertThat(token.length()).isBetween(480, 560);
    }

    @Test
    void theOldFormatCanBeChosenByTheOverrideHeader() {
        Caller.Reply reply = caller.send(
                "POST",
                "/app/installations/" + installation.id() + "/access_tokens",
                "Bearer " + caller.jwt(),
                "{}",
                "X-GitHub-Stateless-S2S-Token",
                "disabled");

        assertThat(reply.json().path("token").asText()).matches("ghs_[A-Za-z0-9]{36}");
    }

    @Test
    void theOldFormatCanBeTheSandboxesOwn() throws Exception {
        try (SandboxGitHub ghes = SandboxGitHub.start(dir, Options.defaults().withOldTokens())) {
            long id = ghes.install("myorg", PermissionSet.ofWords("contents:read"))
                    .id();

            assertThat(new Caller(ghes).minted(id, "{}")).matches("ghs_[A-Za-z0-9]{36}");
        }
    }

    @Test
    void changedGrantsCountForTheNextMint() {
        github.installations().grant(installation.id(), PermissionSet.ofWords("checks:write"));
        github.installations().select(installation.id(), Set.of(outside.id()));

        assertThat(caller.mint(
                                installation.id(),
                                "{\"repositories\":[\"outside\"],\"permissions\":{\"checks\":\"write\"}}")
                        .status())
                .isEqualTo(201);
        assertThat(caller.mint(installation.id(), "{\"repositories\":[\"repo-a\"]}")
                        .status())
                .isEqualTo(422);
    }

    private static void refused(Caller.Reply reply, int status, String message) {
        assertThat(reply.message()).isEqualTo(message);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json().path("status").asText()).isEqualTo(Integer.toString(status));
    }
}
