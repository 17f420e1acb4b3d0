package botcreds.broker.credentials;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.Asserting.refused;
import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.BOB;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static botcreds.broker.access.House.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Reason;
import botcreds.broker.model.RequestId;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.Engine;
import botcreds.broker.store.LostAcknowledgements;
import botcreds.broker.store.LostAcknowledgements.Lost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database fails in just the moment in which a minted token is to be put on the books. */
@Tag("T-26")
class LostAcknowledgementTest {
    private static final String ISSUED = AuditEvent.Type.CREDENTIAL_ISSUED.word();

    @TempDir
    Path directory;

    @TempDir
    Path another;

    private final String url = Engine.POSTGRESQL.freshUrl();
    private LostAcknowledgements way;
    private House house;

    @BeforeEach
    void open() {
        way = new LostAcknowledgements(url);
        house = new House(directory, way.jdbcUrl());
    }

    @AfterEach
    void close() throws IOException {
        house.close();
        way.close();
    }

    @Test
    void aTokenThatIsOnTheBooksLivesAndTheNextPollHandsItOut() {
        RequestId id = refusedFor(Lost.ANSWER);
        comesBack();
        house.settle();

        issued(house.grants.collect(MACHINA, id));
        assertThat(house.gitHub.mints).hasSize(1);
        assertThat(house.gitHub.revoked).isEmpty();
        assertThat(rows(AuditEvent.Type.MINT_FAILED)).isZero();
    }

    @Test
    void aPollThatComesBeforeTheDatabaseWasAskedIsHandedTheSameLivingToken() {
        RequestId id = refusedFor(Lost.ANSWER);
        comesBack();
        Answer.Issued first = issued(house.grants.collect(MACHINA, id));
        house.settle();
        Answer.Issued second = issued(house.grants.collect(MACHINA, id));

        assertThat(second.secret().reveal()).isEqualTo(first.secret().reveal());
        assertThat(house.gitHub.revoked).isEmpty();
    }

    @Test
    void aNodeThatDiesBeforeItAskedLeavesALivingTokenToTheOthers() {
        RequestId id = refusedFor(Lost.ANSWER);
        House other = new House(another, url, house.clock, house.gitHub);
        try {
            issued(other.grants.collect(MACHINA, id));
            assertThat(house.gitHub.revoked).isEmpty();
        } finally {
            other.close();
        }
    }

    @Test
    void aTokenWhoseCommitNeverArrivedIsRevokedOnceThatIsKnownAndMintedAnew() {
        RequestId id = refusedFor(Lost.COMMIT);
        assertThat(house.gitHub.revoked).isEmpty();
        comesBack();
        waiting(house.grants.collect(MACHINA, id));
        house.settle();

        assertThat(house.gitHub.revoked).hasSize(1);
        assertThat(rows(AuditEvent.Type.MINT_FAILED)).isEqualTo(1);
        assertThat(issued(house.grants.collect(MACHINA, id)).secret().reveal())
                .isNotEqualTo(house.gitHub.revoked.get(0).reveal());
        assertThat(house.gitHub.mints).hasSize(2);
    }

    @Test
    void aTokenThatSurelyIsNotOnTheBooksDiesAtOnce() {
        RequestId id = refusedFor(Lost.WORK);
        assertThat(house.gitHub.revoked).hasSize(1);
        comesBack();
        house.settle();

        issued(house.grants.collect(MACHINA, id));
        assertThat(house.gitHub.revoked).hasSize(1);
        assertThat(rows(AuditEvent.Type.MINT_FAILED)).isEqualTo(1);
    }

    @Test
    void whatGitHubWouldNotRevokeThenIsOnTheBooksAsAPossibleOrphan() {
        house.gitHub.revokes = false;
        refusedFor(Lost.COMMIT);
        comesBack();
        house.settle();

        assertThat(rows(AuditEvent.Type.ORPHAN_POSSIBLE)).isEqualTo(1);
    }

    @Test
    void aRefreshedTokenThatIsOnTheBooksLives() {
        RequestId id = approved(session(Duration.ofHours(8), "myorg/new", "contents:write"));
        issued(house.grants.collect(SLOP, id));
        house.clock.advance(Duration.ofMinutes(59));
        way.loseNext(Lost.ANSWER, AuditEvent.Type.CREDENTIAL_REFRESHED.word());
        assertThat(refused(house.grants.refresh(SLOP, id)).code()).isEqualTo(Refusal.Code.STORE_UNAVAILABLE);
        comesBack();
        house.settle();

        Answer.Issued refreshed = issued(house.grants.collect(SLOP, id));
        assertThat(refreshed.request().step()).isEqualTo(1);
        assertThat(house.gitHub.mints).hasSize(2);
        assertThat(house.gitHub.revoked).isEmpty();
    }

    @Test
    void aDeployKeyThatIsOnTheBooksStays() {
        RequestId id = approved(deployKey());
        way.loseNext(Lost.ANSWER, ISSUED);
        refused(house.grants.collect(SLOP, id));
        comesBack();
        house.settle();

        issued(house.grants.collect(SLOP, id));
        assertThat(house.gitHub.keys).containsValue(id).hasSize(1);
    }

    @Test
    void aDeployKeyWhoseCommitNeverArrivedIsRemovedWithARowForTheTokenThatTakes() {
        RequestId id = approved(deployKey());
        way.loseNext(Lost.COMMIT, ISSUED);
        refused(house.grants.collect(SLOP, id));
        assertThat(house.gitHub.keys).hasSize(1);
        comesBack();
        long before = rows(AuditEvent.Type.OWN_TOKEN_USED);
        house.settle();

        assertThat(house.gitHub.keys).isEmpty();
        assertThat(rows(AuditEvent.Type.OWN_TOKEN_USED)).isEqualTo(before + 1);
    }

    /** An ask that policy allows, and whose bot hears only that the database is away, and about which request. */
    private RequestId refusedFor(Lost what) {
        way.loseNext(what, ISSUED);
        Refusal away = refused(house.request(MACHINA, ask("myorg/repo-a", "contents:write")));
        assertThat(away.code()).isEqualTo(Refusal.Code.STORE_UNAVAILABLE);
        assertThat(way.lost()).isEqualTo(1);
        return away.request().orElseThrow();
    }

    private RequestId approved(Ask ask) {
        RequestId id = waiting(house.request(SLOP, ask)).request().id();
        house.decisions.approve(Target.typed(id.value()), BOB, Surface.API, false);
        return id;
    }

    private static Ask deployKey() {
        return new Ask(
                House.scope("myorg/new", "contents:write"),
                new Reason("A mirror"),
                Kind.DEPLOY_KEY,
                Duration.ofDays(1),
                Optional.empty(),
                Optional.empty());
    }

    private void comesBack() {
        await().atMost(Duration.ofSeconds(60)).until(house.store::isHealthy);
    }

    private long rows(AuditEvent.Type type) {
        return house.store.<Integer>read(tx -> tx.audit()
                .latest(AuditFilter.newest(AuditFilter.MOST).event(type))
                .size());
    }
}
