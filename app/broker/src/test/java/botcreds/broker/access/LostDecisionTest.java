package botcreds.broker.access;

import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.bots.Deed;
import botcreds.broker.bots.Rotating.Rotation;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.RequestId;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.store.Engine;
import botcreds.broker.store.LostAcknowledgements;
import botcreds.broker.store.LostAcknowledgements.Lost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a human is told when the database fails in just the moment in which it is to keep what the human did. */
class LostDecisionTest {
    @TempDir
    Path directory;

    private LostAcknowledgements way;
    private House house;

    @BeforeEach
    void open() {
        way = new LostAcknowledgements(Engine.POSTGRESQL.freshUrl());
        house = new House(directory, way.jdbcUrl());
    }

    @AfterEach
    void close() throws IOException {
        house.close();
        way.close();
    }

    @Test
    void anApprovalThatMayCountIsNotSaidToBeNone() {
        RequestId id = pending();
        way.loseNext(Lost.ANSWER, AuditEvent.Type.APPROVAL_GRANTED.word());
        Ruling unsure = approve(id);
        assertThat(unsure.code()).isEqualTo(Ruling.Code.UNAVAILABLE);
        assertThat(unsure.text()).contains("may be decided").doesNotContain("nothing was decided");
        comesBack();

        assertThat(approve(id).code()).isEqualTo(Ruling.Code.ALREADY_DECIDED);
    }

    @Test
    void anApprovalThatSurelyDoesNotCountIsSaidToBeNone() {
        RequestId id = pending();
        way.loseNext(Lost.WORK, AuditEvent.Type.APPROVAL_GRANTED.word());
        assertThat(approve(id).text()).contains("nothing was decided");
        comesBack();

        assertThat(approve(id).code()).isEqualTo(Ruling.Code.APPROVED);
    }

    @Test
    void aKeyThatWasKeptAndNotShownIsToldOfAndTheNextOneEndsIt() {
        way.loseNext(Lost.ANSWER, AuditEvent.Type.KEY_ROTATED.word());
        Rotation unsure = rotate();
        assertThat(unsure.deed().code()).isEqualTo(Deed.Code.UNAVAILABLE);
        assertThat(unsure.deed().text()).contains("nobody has seen it").contains("Rotate once more");
        assertThat(unsure.key()).isEmpty();
        comesBack();

        Rotation done = rotate();
        assertThat(done.deed().code()).isEqualTo(Deed.Code.DONE);
        assertThat(done.deed().hits()).as("the one that nobody saw").hasSize(1);
    }

    private RequestId pending() {
        return waiting(house.request(MACHINA, ask("myorg/new", "contents:write")))
                .request()
                .id();
    }

    private Ruling approve(RequestId id) {
        return house.decisions.approve(Target.typed(id.value()), ALICE, Surface.API, false);
    }

    private Rotation rotate() {
        return house.decisions.overBots().rotating().rotate(SLOP.bot(), true, ALICE, Surface.API, false);
    }

    private void comesBack() {
        await().atMost(Duration.ofSeconds(60)).until(house.store::isHealthy);
    }
}
