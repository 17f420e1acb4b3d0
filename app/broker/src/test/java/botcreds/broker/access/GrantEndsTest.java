package botcreds.broker.access;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.Asserting.refused;
import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static botcreds.broker.access.House.session;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.CredentialState;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Secret;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.store.Standing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantEndsTest {
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
    @Tag("T-36")
    void aTtlShorterThanGitHubsHourIsEnforcedByRevoking() {
        Answer.Issued issued = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        house.clock.advance(Duration.ofMinutes(31));
        house.access.reap();

        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(house.gitHub.revoked).hasSize(1));
        org.awaitility.Awaitility.await()
                .untilAsserted(
                        () -> assertThat(credential(issued.request().id())).isEqualTo(CredentialState.EXPIRED));
        assertThat(refused(house.grants.collect(MACHINA, issued.request().id())).code())
                .isEqualTo(Refusal.Code.EXPIRED);
        Optional<Secret> kept = house.store.read(tx -> tx.credentials().reveal(issued.credential()));
        assertThat(kept).isEmpty();
    }

    @Test
    @Tag("T-30")
    void aSessionMintsAnewUnderTheSameGrantUntilItEnds() {
        Answer.Issued first =
                issued(house.request(MACHINA, session(Duration.ofHours(3), "myorg/repo-a", "contents:write")));
        RequestId id = first.request().id();
        Answer.Issued twice = issued(house.grants.refresh(MACHINA, id));
        assertThat(twice.secret().reveal()).isEqualTo(first.secret().reveal());

        house.clock.advance(Duration.ofMinutes(50));
        Answer.Issued second = issued(house.grants.refresh(MACHINA, id));
        assertThat(second.secret().reveal()).isNotEqualTo(first.secret().reveal());
        assertThat(second.request().step()).isEqualTo(1);
        assertThat(second.request().scope()).isEqualTo(first.request().scope());

        house.clock.advance(Duration.ofHours(3));
        assertThat(refused(house.grants.refresh(MACHINA, id)).code()).isEqualTo(Refusal.Code.EXPIRED);
        assertThat(house.gitHub.mints).hasSize(2);
    }

    @Test
    void aSingleTokenIsNotRefreshed() {
        Answer.Issued issued = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:write")));

        assertThat(refused(house.grants.refresh(MACHINA, issued.request().id())).code())
                .isEqualTo(Refusal.Code.NOT_REFRESHABLE);
    }

    @Test
    void anApprovedRequestThatNobodyCollectsExpires() {
        RequestId id = waiting(house.request(SLOP, ask("myorg/new", "contents:read")))
                .request()
                .id();
        house.decisions.approve(Target.typed(id.value()), ALICE, Surface.API, false);
        house.clock.advance(Duration.ofHours(2));

        assertThat(refused(house.grants.collect(SLOP, id)).code()).isEqualTo(Refusal.Code.EXPIRED);
        assertThat(house.gitHub.mints).isEmpty();
    }

    @Test
    void whatNothingNeedsAnyMoreIsForgotten() {
        house.decisions.seenBefore("a signature's digest");
        Answer.Issued issued = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        RequestId id = issued.request().id();
        house.clock.advance(Duration.ofDays(31));

        house.access.reap();

        assertThat(house.decisions.seenBefore("a signature's digest")).isFalse();
        Optional<Standing> attempt = house.store.read(tx -> tx.mints().standing(id, 0));
        assertThat(attempt).isEmpty();
    }

    @Test
    @Tag("T-35")
    void endingTwiceIsTheSameAsEndingOnce() {
        Answer.Issued issued = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        RequestId id = issued.request().id();

        assertThat(refused(house.grants.end(MACHINA, id)).code()).isEqualTo(Refusal.Code.REVOKED);
        assertThat(refused(house.grants.end(MACHINA, id)).code()).isEqualTo(Refusal.Code.REVOKED);
        assertThat(house.gitHub.revoked).hasSize(1);
        assertThat(refused(house.grants.collect(MACHINA, id)).code()).isEqualTo(Refusal.Code.REVOKED);
    }

    @Test
    @Tag("T-35")
    void aRevocationThatGitHubDoesNotConfirmIsTriedUntilItDoes() {
        Answer.Issued issued = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        RequestId id = issued.request().id();
        house.gitHub.revokes = false;

        assertThat(waiting(house.grants.end(MACHINA, id)).request().state()).isEqualTo(RequestState.REVOKED);
        assertThat(credential(id)).isEqualTo(CredentialState.REVOKING);

        house.gitHub.revokes = true;
        assertThat(refused(house.grants.end(MACHINA, id)).code()).isEqualTo(Refusal.Code.REVOKED);
        assertThat(credential(id)).isEqualTo(CredentialState.REVOKED);
    }

    @Test
    @Tag("T-35")
    void aRequestCancelledWhileGitHubMintsGetsNothingAndTheTokenDies() {
        RequestId id = waiting(house.request(SLOP, ask("myorg/new", "contents:read")))
                .request()
                .id();
        house.decisions.approve(Target.typed(id.value()), House.BOB, Surface.API, false);
        house.gitHub.meanwhile = () -> house.grants.end(SLOP, id);

        assertThat(refused(house.grants.collect(SLOP, id)).code()).isEqualTo(Refusal.Code.CANCELLED);
        assertThat(house.gitHub.revoked).hasSize(1);
        assertThat(state(id)).isEqualTo(RequestState.CANCELLED);
    }

    private RequestState state(RequestId id) {
        return house.store.read(tx -> tx.requests().byId(id)).orElseThrow().state();
    }

    private CredentialState credential(RequestId id) {
        return house.store.read(tx -> tx.credentials().of(id, 0)).orElseThrow().state();
    }
}
