package botcreds.broker.credentials;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.Asserting.refused;
import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.BOB;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.SLOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.access.MovableClock;
import botcreds.broker.access.SshKeygen;
import botcreds.broker.github.AppGitHub;
import botcreds.broker.github.AppIdentity;
import botcreds.broker.github.AppKey;
import botcreds.broker.github.Endpoint;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Reason;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.Secret;
import botcreds.broker.model.SshPublicKey;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.store.AuditFilter;
import botcreds.sandbox.github.DeployKeys.Entry;
import botcreds.sandbox.github.Fault;
import botcreds.sandbox.github.HostedRepository;
import botcreds.sandbox.github.Installation;
import botcreds.sandbox.github.LedgerEntry;
import botcreds.sandbox.github.Options;
import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.github.SandboxGitHub;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deploy keys at a GitHub that has endpoints for them, from the ask to the last trace. */
class DeployKeyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final MovableClock clock = new MovableClock();
    private SandboxGitHub sandbox;
    private HostedRepository repository;
    private Installation installation;
    private AppGitHub gitHub;
    private House house;

    @BeforeEach
    void open() throws Exception {
        sandbox = SandboxGitHub.start(directory, Options.defaults().withClock(clock));
        repository = sandbox.createRepository("myorg/repo-a");
        sandbox.createRepository("myorg/new");
        installation = sandbox.install("myorg", PermissionSet.ofWords("contents:write", "administration:write"));
        enter();
    }

    @AfterEach
    void close() {
        leave();
        sandbox.close();
    }

    private void enter() {
        AppIdentity app = new AppIdentity(
                Long.toString(sandbox.app().id()),
                AppKey.parse(Secret.of(sandbox.app().privateKeyPem())));
        URI url = sandbox.url();
        gitHub = new AppGitHub(Endpoint.of(url, url), app, clock);
        house = new House(directory, "jdbc:h2:file:" + directory.resolve("botcreds"), clock, gitHub);
    }

    private void leave() {
        house.close();
        gitHub.close();
    }

    @Test
    void thePrivateHalfIsHandedOutAsSshReadsItAndGitHubKnowsThePublicOne() throws Exception {
        Answer.Issued issued = issued(house.request(MACHINA, key("myorg/repo-a", Optional.empty(), "contents:read")));

        Entry there = only();
        assertThat(SshKeygen.publicOf(directory, issued.secret().reveal())).startsWith(there.key());
        assertThat(there.readOnly()).isTrue();
        assertThat(there.title())
                .contains("machina-bot")
                .contains(issued.request().id().value());
        assertThat(issued.credential().deployKey().orElseThrow().githubId()).isEqualTo(there.id());
        assertThat(Secret.of(there.key()).sha256())
                .isEqualTo(issued.credential().tokenSha256());
    }

    @Test
    void onlyWhoAskedToWriteGetsAKeyThatWrites() {
        issued(house.request(MACHINA, key("myorg/repo-a", Optional.empty(), "contents:write", "metadata:read")));

        assertThat(only().readOnly()).isFalse();
    }

    @Test
    void theTokenThatMadeItCouldDoNothingElseAndIsDeadAtOnce() {
        issued(house.request(MACHINA, key("myorg/repo-a", Optional.empty(), "contents:read")));

        List<LedgerEntry> mints = sandbox.ledger().entries().stream()
                .filter(each -> each.kind() == LedgerEntry.Kind.MINT)
                .toList();
        assertThat(mints)
                .allSatisfy(mint -> assertThat(mint.token().repositories()).containsExactly(repository.id()));
        LedgerEntry administration = mints.get(mints.size() - 1);
        assertThat(administration.token().permissions()).isEqualTo(PermissionSet.ofWords("administration:write"));
        assertThat(sandbox.ledger().entries())
                .anyMatch(each -> each.kind() == LedgerEntry.Kind.REVOKE
                        && each.status() == 204
                        && each.token().sha256().equals(administration.token().sha256()));
        assertThat(events(AuditEvent.Type.OWN_TOKEN_USED)).hasSize(1);
    }

    @Test
    @Tag("T-27")
    void pollingAgainGivesTheSamePrivateHalfAndGitHubOneKey() {
        Answer.Issued first = issued(house.request(MACHINA, key("myorg/repo-a", Optional.empty(), "contents:read")));
        Answer.Issued again =
                issued(house.grants.collect(MACHINA, first.request().id()));

        assertThat(again.secret().reveal()).isEqualTo(first.secret().reveal());
        assertThat(refused(house.grants.collect(SLOP, first.request().id())).code())
                .isEqualTo(Refusal.Code.NOT_FOUND);
        only();
    }

    @Test
    void aBotsOwnPublicKeyIsUsedAndNoPrivateHalfComesBack() throws Exception {
        SshPublicKey own = SshPublicKey.read(SshKeygen.make(directory, "-t", "ecdsa", "-b", "256"))
                .orElseThrow();
        RequestId id = waiting(house.request(SLOP, key("myorg/new", Optional.of(own), "contents:read")))
                .request()
                .id();
        house.decisions.approve(Target.typed(id.value()), BOB, Surface.API, false);

        Answer.Issued issued = issued(house.grants.collect(SLOP, id));

        assertThat(issued.secret().reveal()).isEqualTo(own.line());
        assertThat(sandbox.deployKeys()
                        .of(sandbox.repositories().find("myorg/new").orElseThrow()))
                .singleElement()
                .satisfies(there -> assertThat(there.key()).isEqualTo(own.line()));
    }

    @Test
    @Tag("T-36")
    void theKeyIsDeletedAtItsEndAlsoByABrokerStartedSince() {
        Answer.Issued issued = issued(house.request(MACHINA, key("myorg/repo-a", Optional.empty(), "contents:read")));
        leave();
        clock.advance(Duration.ofHours(25));
        enter();

        house.reap();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(keys()).isEmpty());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(state(issued)).isEqualTo(CredentialState.EXPIRED));
        assertThat(house.store.<Optional<Secret>>read(tx -> tx.credentials().reveal(issued.credential())))
                .isEmpty();
    }

    @Test
    @Tag("T-35")
    void everyWayToEndItDeletesIt() {
        Answer.Issued byBot = issued(house.request(MACHINA, key("myorg/repo-a", Optional.empty(), "contents:read")));
        assertThat(refused(house.grants.end(MACHINA, byBot.request().id())).code())
                .isEqualTo(Refusal.Code.REVOKED);
        assertThat(keys()).isEmpty();

        Answer.Issued byHuman = issued(house.request(MACHINA, key("myorg/repo-a", Optional.empty(), "contents:read")));
        house.decisions.revoke(Target.typed(byHuman.request().id().value()), ALICE, Surface.API);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(keys()).isEmpty());

        Answer.Issued byPolicy = issued(house.request(MACHINA, key("myorg/repo-a", Optional.empty(), "contents:read")));
        house.policy(House.POLICY.replace("repo: myorg/infrastructure", "repo: myorg/repo-a"));
        assertThat(refused(house.grants.collect(MACHINA, byPolicy.request().id()))
                        .code())
                .isEqualTo(Refusal.Code.POLICY_DENIED);
        assertThat(keys()).isEmpty();
    }

    @Test
    void aKeyThatGitHubDoesNotDeleteIsTriedForEverAndSomeoneIsTold() {
        Answer.Issued issued = issued(house.request(MACHINA, key("myorg/repo-a", Optional.empty(), "contents:read")));
        sandbox.installations().suspend(installation.id());

        for (int day = 0; day < 5; day++) {
            clock.advance(Duration.ofDays(1));
            house.reap();
            int least = day;
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(events(AuditEvent.Type.OWN_TOKEN_USED)).hasSizeGreaterThan(least));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(house.access.outboxDepth()).isPositive());
        assertThat(state(issued)).isEqualTo(CredentialState.ACTIVE);

        sandbox.installations().unsuspend(installation.id());
        clock.advance(Duration.ofDays(1));
        house.reap();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(keys()).isEmpty());
    }

    @Test
    @Tag("T-26")
    void aKeyWhoseAnswerWasLostIsFoundAndDeletedAndNeverHandedOut() {
        sandbox.faults().arm(Fault.dropAfter().on("POST", "/keys$"));
        Refusal lost = refused(house.request(MACHINA, key("myorg/repo-a", Optional.empty(), "contents:read")));
        assertThat(lost.code()).isEqualTo(Refusal.Code.GITHUB_UNAVAILABLE);
        Entry orphan = only();
        assertThat(events(AuditEvent.Type.ORPHAN_POSSIBLE)).hasSize(1);

        clock.advance(Duration.ofMinutes(1));
        Answer.Issued second =
                issued(house.grants.collect(MACHINA, lost.request().orElseThrow()));
        assertThat(keys()).hasSize(2);
        clock.advance(DeployKeyIssue.FIRST_LOOK);
        house.reap();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(keys()).hasSize(1));
        assertThat(only().id()).isNotEqualTo(orphan.id());
        assertThat(only().id())
                .isEqualTo(second.credential().deployKey().orElseThrow().githubId());
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(events(AuditEvent.Type.ORPHANED_KEY_FOUND)).hasSize(1));
    }

    @Test
    @Tag("T-26")
    void aBotsOwnKeyWhoseAnswerWasLostIsTakenUpAgainInsteadOfBeingInItsOwnWay() throws Exception {
        SshPublicKey own =
                SshPublicKey.read(SshKeygen.make(directory, "-t", "ed25519")).orElseThrow();
        sandbox.faults().arm(Fault.dropAfter().on("POST", "/keys$"));
        Refusal lost = refused(house.request(MACHINA, key("myorg/repo-a", Optional.of(own), "contents:read")));

        clock.advance(Duration.ofMinutes(1));
        Answer.Issued second =
                issued(house.grants.collect(MACHINA, lost.request().orElseThrow()));

        assertThat(second.credential().deployKey().orElseThrow().githubId()).isEqualTo(only().id());
    }

    @Test
    void aKeyThatIsInUseElsewhereIsAClearNo() throws Exception {
        SshPublicKey own =
                SshPublicKey.read(SshKeygen.make(directory, "-t", "ed25519")).orElseThrow();
        issued(house.request(MACHINA, key("myorg/repo-a", Optional.of(own), "contents:read")));

        Refusal inUse = refused(house.request(MACHINA, key("myorg/repo-a", Optional.of(own), "contents:write")));

        assertThat(inUse.code()).isEqualTo(Refusal.Code.DEPLOY_KEY_IN_USE);
        assertThat(inUse.hint()).contains("new key pair");
        only();
    }

    @Test
    void anOwnerWhoForbidsDeployKeysIsAClearNo() {
        sandbox.deployKeys().disable("myorg");

        Refusal disabled = refused(house.request(MACHINA, key("myorg/repo-a", Optional.empty(), "contents:read")));

        assertThat(disabled.code()).isEqualTo(Refusal.Code.DEPLOY_KEYS_DISABLED);
        assertThat(disabled.detail() + disabled.hint()).contains("deploy keys").contains("installation_token");
    }

    @Test
    void anAppThatMayNotAdministerIsRefusedBeforeAHumanIsAsked() {
        sandbox.createRepository("plain/new");
        sandbox.install("plain", PermissionSet.ofWords("contents:write"));

        Refusal refused = refused(house.request(SLOP, key("plain/new", Optional.empty(), "contents:read")));

        assertThat(refused.code()).isEqualTo(Refusal.Code.PERMISSION_NOT_GRANTED);
        assertThat(refused.detail()).contains("administration:write");
    }

    @Test
    @Tag("T-24")
    void aKeyOtherThanOrderedIsDeletedAndNotHandedOut() {
        sandbox.faults().arm(Fault.merge("{\"read_only\": false}").on("POST", "/keys$"));

        Refusal mismatch = refused(house.request(MACHINA, key("myorg/repo-a", Optional.empty(), "contents:read")));

        assertThat(mismatch.code()).isEqualTo(Refusal.Code.SCOPE_MISMATCH);
        assertThat(keys()).isEmpty();
    }

    private static Ask key(String repository, Optional<SshPublicKey> own, String... permissions) {
        return new Ask(
                House.scope(repository, permissions),
                new Reason("Mirroring"),
                Kind.DEPLOY_KEY,
                Duration.ofHours(24),
                Optional.empty(),
                own);
    }

    private List<Entry> keys() {
        return sandbox.deployKeys().of(repository);
    }

    private Entry only() {
        assertThat(keys()).hasSize(1);
        return keys().get(0);
    }

    private CredentialState state(Answer.Issued issued) {
        return house.store
                .read(tx -> tx.credentials().byId(issued.credential().id()))
                .orElseThrow()
                .state();
    }

    private List<AuditEvent.Recorded> events(AuditEvent.Type type) {
        return house.store.read(tx -> tx.audit().latest(AuditFilter.newest(50).event(type)));
    }
}
