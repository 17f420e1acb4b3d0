package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.sandbox.github.Fault;
import botcreds.sandbox.github.LedgerEntry;
import botcreds.sandbox.slack.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** GitHub slow, wrong, away, or giving more than it was asked for. */
final class GitHubTroubleIT {
    @TempDir
    static Path parent;

    private static Town town;

    @BeforeAll
    static void open() throws Exception {
        town = new Town(parent);
        town.startBroker();
    }

    /** So that the one mint a fault hits is the one for the bot, not the look-up of a repository's id. */
    @BeforeEach
    void learnTheRepositories() throws Exception {
        Reply first = town.machina.request(Bot.ask("myorg/repo-a", "issues:write"));
        if (first.status() != 200) {
            // A limit that an earlier test met holds for the whole installation until its time is over.
            awaitToken(first.requestId());
        }
    }

    @AfterEach
    void getWell() {
        town.gitHub.faults().clear();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    static Stream<Arguments> troubles() {
        return Stream.of(
                Arguments.of("a server error", Fault.serverError(502)),
                Arguments.of("a secondary limit", Fault.secondaryLimit(403, Duration.ofSeconds(2))),
                Arguments.of("a 429", Fault.secondaryLimit(429, Duration.ofSeconds(1))),
                Arguments.of("a cut answer", Fault.truncateAt(25)),
                Arguments.of("a connection that ends before", Fault.dropBefore()),
                Arguments.of("a connection that ends after", Fault.dropAfter()),
                Arguments.of(
                        "200 without a token", Fault.reply(201, Map.of("Content-Type", "application/json"), "{}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    @Tag("T-23")
    void aFailedMintIsSaidToBeTriedLaterAndTheHumanIsNotAskedAgain(String name, Fault fault) throws Exception {
        Reply pending = town.other
                .request(Bot.ask(List.of("myorg/repo-a"), name, "contents:read"))
                .expect(202);
        Message card = town.card(pending, "request_approve");
        int cards = cards();
        town.gitHub.faults().arm(fault);
        town.clicks(ALICE, pending, "request_approve");

        Reply failed = awaitAnswer(pending);
        failed.expectLater("github_unavailable");

        Reply issued = awaitToken(pending.requestId());
        assertThat(issued.field("approval")).isEqualTo("manual");
        town.cardShowing(card, "Valid until");
        assertThat(cards()).isEqualTo(cards);
    }

    /** Messages that are no replies in a thread. */
    private int cards() {
        return (int) town.slack.messages().stream()
                .filter(message -> message.threadTs().isEmpty())
                .count();
    }

    @Test
    @Tag("T-23")
    void thePrimaryLimitsResetIsHonoured() throws Exception {
        Instant reset = Instant.now().plusSeconds(4);
        town.gitHub.faults().arm(Fault.primaryLimit(403, reset));

        Reply failed = town.machina
                .request(Bot.ask(List.of("myorg/repo-a"), "limit", "contents:write"))
                .expectLater("github_unavailable");

        assertThat(Long.parseLong(failed.retryAfter().orElseThrow())).isBetween(1L, 5L);
        awaitToken(failed.requestId());
        List<LedgerEntry> mints = town.gitHub.ledger().entries(LedgerEntry.Kind.MINT);
        LedgerEntry limited = mints.get(mints.size() - 2);
        LedgerEntry granted = mints.get(mints.size() - 1);
        assertThat(limited.status()).isEqualTo(403);
        assertThat(granted.at()).isAfterOrEqualTo(reset.truncatedTo(ChronoUnit.SECONDS));
    }

    static Stream<Arguments> gifts() {
        return Stream.of(
                Arguments.of("all repositories", "{\"repository_selection\": \"all\"}"),
                Arguments.of("an extra permission", "{\"permissions\": {\"administration\": \"write\"}}"),
                Arguments.of("a higher level", "{\"permissions\": {\"contents\": \"admin\"}}"),
                Arguments.of(
                        "another repository",
                        "{\"repositories\": [{\"id\": 1, \"name\": \"x\", \"full_name\": \"myorg/x\"}]}"),
                Arguments.of("no list of repositories", "{\"repositories\": null, \"repository_selection\": null}"),
                Arguments.of("an end in the past", "{\"expires_at\": \"2020-01-01T00:00:00Z\"}"),
                Arguments.of("an end far ahead", "{\"expires_at\": \"2199-01-01T00:00:00Z\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("gifts")
    @Tag("T-24")
    void whatGitHubGaveTooMuchIsRevokedAndNeverHandedOut(String name, String merged) throws Exception {
        int urgent = urgentMessages();
        long revoked = town.gitHub.ledger().revocationCount();
        town.gitHub.faults().arm(Fault.merge(merged));

        Reply refused = town.machina
                .request(Bot.ask(List.of("myorg/repo-a"), name, "contents:write"))
                .expect(422, "scope_mismatch");

        assertThat(refused.text()).doesNotContain("ghs_");
        assertThat(town.gitHub.ledger().revocationCount()).isEqualTo(revoked + 1);
        LedgerEntry minted = last(LedgerEntry.Kind.MINT);
        LedgerEntry ended = last(LedgerEntry.Kind.REVOKE);
        assertThat(ended.token().sha256()).isEqualTo(minted.token().sha256());
        town.machina.poll(refused.requestId(), 0).expect(422, "scope_mismatch");
        Awaitility.await().atMost(BrokerProcess.PATIENCE).until(() -> urgentMessages() > urgent);
    }

    @Test
    @Tag("T-24")
    void aTokenThatCannotBeRevokedIsStillNotHandedOut() throws Exception {
        town.gitHub.faults().arm(Fault.merge("{\"repository_selection\": \"all\"}"));
        town.gitHub
                .faults()
                .arm(Fault.serverError(500).on("DELETE", "/installation/token$").times(Fault.ALWAYS));

        Reply refused = town.machina
                .request(Bot.ask(List.of("myorg/repo-a"), "stuck", "contents:write"))
                .expect(422, "scope_mismatch");

        assertThat(refused.text()).doesNotContain("ghs_");
        assertThat(town.admin.send("GET", "/v1/audit?event=orphan_possible", "").text())
                .contains(refused.requestId());
    }

    @Test
    void whatIsNotInstalledOrNotGrantedCallsNobody() throws Exception {
        int cards = cards();

        town.machina.request(Bot.ask("elsewhere/repo", "contents:read")).expect(422, "not_installed");
        town.machina.request(Bot.ask("myorg/repo-b", "deployments:write")).expect(422, "permission_not_granted");

        assertThat(cards()).isEqualTo(cards);
    }

    @Test
    void aSlowGitHubOnlyTakesTime() throws Exception {
        town.gitHub.faults().arm(Fault.delay(Duration.ofSeconds(3)));

        town.machina
                .request(Bot.ask(List.of("myorg/repo-a"), "slow", "contents:write"))
                .expect(200);
    }

    private static int urgentMessages() {
        return (int) town.slack.messages().stream()
                .filter(message -> message.shown().contains("did not fit what was approved"))
                .count();
    }

    private static LedgerEntry last(LedgerEntry.Kind kind) {
        return town.gitHub.ledger().entries(kind).stream()
                .filter(entry -> entry.token() != null)
                .reduce((one, two) -> two)
                .orElseThrow();
    }

    /** The first answer that is not "wait". */
    private static Reply awaitAnswer(Reply pending) {
        return await(pending.requestId(), reply -> reply.status() != 202);
    }

    private static Reply awaitToken(String id) {
        return await(id, reply -> reply.status() == 200);
    }

    private static Reply await(String id, Predicate<Reply> wanted) {
        return Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(
                        () -> Stream.of(town.machina, town.other)
                                .map(bot -> poll(bot, id))
                                .filter(reply -> reply.status() != 404)
                                .filter(wanted)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static Reply poll(Bot bot, String id) {
        try {
            return bot.poll(id, 0);
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
