package botcreds.broker.access;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.Asserting.refused;
import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.github.Code;
import botcreds.broker.github.Mint;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Reason;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.store.AuditFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantsTest {
    @TempDir
    Path directory;

    private House house;

    @BeforeEach
    void open() {
        house = new House(directory);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whatPolicyAllowsIsMintedAtOnceAndAuditedBeforeItLeaves() {
        Answer.Issued issued = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:write")));

        assertThat(house.gitHub.mints).hasSize(1);
        assertThat(house.gitHub.mints.get(0).scope()).isEqualTo(issued.request().scope());
        assertThat(issued.credential().expiresAt())
                .isEqualTo(house.clock.instant().plus(Duration.ofMinutes(30)));
        assertThat(events(issued.request().id()))
                .containsExactly("credential_issued", "mint_started", "credential_requested");
        assertThat(house.store
                        .read(tx -> tx.audit().latest(AuditFilter.newest(1)))
                        .get(0)
                        .json())
                .contains(issued.secret().sha256())
                .doesNotContain(issued.secret().reveal());
    }

    @Test
    void aDeniedRepositoryIsNeverMintedFor() {
        Refusal refusal = refused(house.request(MACHINA, ask("myorg/infrastructure", "contents:read")));

        assertThat(refusal.code()).isEqualTo(Refusal.Code.POLICY_DENIED);
        assertThat(refusal.rule()).hasValueSatisfying(rule -> assertThat(rule).contains("deny"));
        assertThat(house.gitHub.mints).isEmpty();
    }

    @Test
    @Tag("T-32")
    void theSameAskWhileOneIsPendingJoinsIt() {
        Answer.Waiting first = waiting(house.request(SLOP, ask("myorg/new", "issues:write", "contents:read")));
        Answer.Waiting second = waiting(house.request(SLOP, ask("MyOrg/NEW", "contents:read", "issues:write")));
        Answer.Waiting ofAnother = waiting(house.request(MACHINA, ask("myorg/new", "issues:write", "contents:read")));

        assertThat(second.request().id()).isEqualTo(first.request().id());
        assertThat(ofAnother.request().id()).isNotEqualTo(first.request().id());
        assertThat(house.decisions.pending(Optional.of(SLOP.bot()))).hasSize(1);
    }

    @Test
    @Tag("T-34")
    void anotherBotsRequestIsAsUnknownAsNone() {
        RequestId id = waiting(house.request(SLOP, ask("myorg/new", "contents:read")))
                .request()
                .id();
        Refusal ofAnother = refused(house.grants.collect(MACHINA, id));
        Refusal ofNone = refused(house.grants.collect(MACHINA, new RequestId("req_" + "a".repeat(26))));

        assertThat(ofAnother).isEqualTo(ofNone);
        assertThat(ofAnother.code()).isEqualTo(Refusal.Code.NOT_FOUND);
        assertThat(refused(house.grants.end(MACHINA, id)).code()).isEqualTo(Refusal.Code.NOT_FOUND);
        assertThat(refused(house.grants.refresh(MACHINA, id)).code()).isEqualTo(Refusal.Code.NOT_FOUND);
    }

    @Test
    @Tag("T-27")
    void collectingAgainGivesTheSameTokenAndOneMoreRow() {
        Answer.Issued first = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        Answer.Issued again =
                issued(house.grants.collect(MACHINA, first.request().id()));

        assertThat(again.secret().reveal()).isEqualTo(first.secret().reveal());
        assertThat(house.gitHub.mints).hasSize(1);
        assertThat(events(first.request().id())).startsWith("credential_delivered", "credential_issued");
    }

    @Test
    @Tag("T-22")
    void aDenyWrittenAfterTheApprovalWins() {
        RequestId id = waiting(house.request(SLOP, ask("myorg/new", "contents:read")))
                .request()
                .id();
        house.decisions.approve(Target.typed(id.value()), House.BOB, Surface.API, false);
        house.policy(House.POLICY.replace(
                "    allow_self_approval: true\n", "    allow_self_approval: true\n    deny: [{repo: myorg/new}]\n"));

        assertThat(refused(house.grants.collect(SLOP, id)).code()).isEqualTo(Refusal.Code.POLICY_DENIED);
        assertThat(house.gitHub.mints).isEmpty();
        assertThat(state(id)).isEqualTo(RequestState.DENIED);
    }

    @Test
    @Tag("T-22")
    void aDenyWrittenAfterTheIssueRevokesAndDeliversNothing() {
        Answer.Issued issued = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        house.policy(House.POLICY.replace("      - repo: myorg/infrastructure", "      - repo: myorg/repo-a"));

        Refusal refusal = refused(house.grants.collect(MACHINA, issued.request().id()));

        assertThat(refusal.code()).isEqualTo(Refusal.Code.POLICY_DENIED);
        assertThat(house.gitHub.revoked)
                .extracting(token -> token.reveal())
                .containsExactly(issued.secret().reveal());
    }

    @Test
    void aDenyWrittenWhileGitHubMintsRevokesTheToken() {
        house.gitHub.meanwhile = () ->
                house.policy(House.POLICY.replace("      - repo: myorg/infrastructure", "      - repo: myorg/repo-a"));

        Refusal refusal = refused(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));

        assertThat(refusal.code()).isEqualTo(Refusal.Code.POLICY_DENIED);
        assertThat(house.gitHub.revoked).hasSize(1);
    }

    @Test
    @Tag("T-23")
    void gitHubBeingAwayCostsAnAttemptNotTheApproval() {
        RequestId id = waiting(house.request(SLOP, ask("myorg/new", "contents:read")))
                .request()
                .id();
        house.decisions.approve(Target.typed(id.value()), House.BOB, Surface.API, false);
        house.gitHub.beAwayOnce(false);

        Refusal away = refused(house.grants.collect(SLOP, id));
        assertThat(away.code()).isEqualTo(Refusal.Code.GITHUB_UNAVAILABLE);
        assertThat(away.retryAfter()).contains(Duration.ofSeconds(3));
        assertThat(refused(house.grants.collect(SLOP, id)).code()).isEqualTo(Refusal.Code.GITHUB_UNAVAILABLE);
        assertThat(house.gitHub.mints).hasSize(1);

        house.clock.advance(Duration.ofSeconds(4));
        assertThat(issued(house.grants.collect(SLOP, id)).request().id()).isEqualTo(id);
        assertThat(house.gitHub.mints).hasSize(2);
    }

    @Test
    @Tag("T-26")
    void anAnswerThatWasNotReadIsListedAsAPossibleOrphan() {
        house.gitHub.beAwayOnce(true);
        Refusal refusal = refused(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));

        assertThat(events(refusal.request().orElseThrow())).contains("orphan_possible");
    }

    @Test
    @Tag("T-24")
    void anOverGenerousAnswerFailsTheRequestAndAlertsHumans() {
        house.gitHub.nextMint = Optional.of(new Mint.Mismatch("GitHub granted administration:write too", true));

        Refusal refusal = refused(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));

        assertThat(refusal.code()).isEqualTo(Refusal.Code.SCOPE_MISMATCH);
        int announcements = house.store.read(tx -> tx.outbox().depth());
        assertThat(announcements).isEqualTo(1);
        assertThat(events(refusal.request().orElseThrow())).contains("scope_mismatch", "request_failed");
    }

    @Test
    @Tag("T-42")
    void aRepositoryThatChangedSinceIsAFinalNo() {
        house.gitHub.refuseNextMint(Code.REPOSITORY_CHANGED, "myorg/repo-a is now called myorg/other.");

        Refusal refusal = refused(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));

        assertThat(refusal.code()).isEqualTo(Refusal.Code.REPOSITORY_CHANGED);
        assertThat(refused(house.grants.collect(MACHINA, refusal.request().orElseThrow()))
                        .code())
                .isEqualTo(Refusal.Code.REPOSITORY_CHANGED);
    }

    @Test
    @Tag("T-43")
    void aDeniedRepositoryStaysDeniedUnderItsNextName() {
        house.gitHub.know(House.scope("myorg/x", "contents:read").repositories().get(0), 55);
        waiting(house.request(MACHINA, ask("myorg/x", "contents:read")));
        house.policy(House.POLICY.replace("      - repo: myorg/infrastructure", "      - repo: myorg/x"));
        house.gitHub.rename(
                House.scope("myorg/x", "contents:read").repositories().get(0),
                House.scope("myorg/repo-a", "contents:read").repositories().get(0));

        Refusal refusal = refused(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));

        assertThat(refusal.code()).isEqualTo(Refusal.Code.POLICY_DENIED);
        assertThat(house.gitHub.mints).isEmpty();
    }

    @Test
    @Tag("T-33")
    void anIdempotencyKeyLeadsBackToTheSameRequestAndToNoOther() {
        Ask ask = ask("myorg/repo-a", "contents:read");
        Answer.Issued first = issued(house.grants.request(MACHINA, ask, Optional.of("k1")));
        Answer.Issued again = issued(house.grants.request(MACHINA, ask, Optional.of("k1")));

        assertThat(again.request().id()).isEqualTo(first.request().id());
        assertThat(house.gitHub.mints).hasSize(1);
        assertThat(refused(house.grants.request(MACHINA, ask("myorg/repo-a", "issues:read"), Optional.of("k1")))
                        .code())
                .isEqualTo(Refusal.Code.IDEMPOTENCY_KEY_REUSED);
        assertThat(waiting(house.grants.request(SLOP, ask, Optional.of("k1")))
                        .request()
                        .bot())
                .isEqualTo(SLOP.bot());
    }

    @Test
    @Tag("T-70")
    void oneBotCannotFillTheQueue() {
        for (int at = 0; at < 20; at++) {
            waiting(house.request(SLOP, ask("myorg/new-" + at, "contents:read")));
        }
        Refusal refusal = refused(house.request(SLOP, ask("myorg/one-more", "contents:read")));

        assertThat(refusal.code()).isEqualTo(Refusal.Code.TOO_MANY_PENDING);
        assertThat(refusal.retryAfter()).isPresent();
        waiting(house.request(MACHINA, ask("myorg/one-more", "contents:read")));
    }

    @Test
    @Tag("T-86")
    void withoutADatabaseNothingIsMinted() {
        house.store.close();

        assertThat(refused(house.request(MACHINA, ask("myorg/repo-a", "contents:read")))
                        .code())
                .isEqualTo(Refusal.Code.STORE_UNAVAILABLE);
        assertThat(house.gitHub.mints).isEmpty();
    }

    @Test
    @Tag("T-76")
    void sqlInAReasonIsOnlyText() {
        String text = "'; DROP TABLE access_request; -- \" ${jndi:ldap://x}";
        Ask ask = ask("myorg/new", "contents:read");
        RequestId id = waiting(house.request(
                        SLOP,
                        new Ask(
                                ask.scope(),
                                new Reason(text),
                                ask.kind(),
                                ask.ttl(),
                                Optional.empty(),
                                Optional.empty())))
                .request()
                .id();

        assertThat(waiting(house.grants.collect(SLOP, id)).request().reason().text())
                .isEqualTo(text);
        LogQuery crafted =
                new LogQuery(Optional.empty(), Optional.of("slop-bot"), Optional.empty(), Optional.empty(), 10);
        assertThat(house.decisions.log(crafted).rows()).isNotEmpty();
    }

    @Test
    void whatWasWaitingIsApprovedOnceThePolicyAllowsIt() {
        RequestId id = waiting(house.request(SLOP, ask("myorg/new", "contents:read")))
                .request()
                .id();
        house.policy(
                House.POLICY.replace(
                        "    allow_self_approval: true\n",
                        "    allow_self_approval: true\n    auto_approve: [{repo: myorg/new, permissions: [contents:read]}]\n"));

        assertThat(issued(house.grants.collect(SLOP, id)).request().id()).isEqualTo(id);
    }

    private List<String> events(RequestId id) {
        return house.store.read(tx -> tx.audit().latest(AuditFilter.newest(100).request(id))).stream()
                .map(row -> row.event().type())
                .map(AuditEvent.Type::word)
                .toList();
    }

    private RequestState state(RequestId id) {
        return house.store.read(tx -> tx.requests().byId(id)).orElseThrow().state();
    }
}
