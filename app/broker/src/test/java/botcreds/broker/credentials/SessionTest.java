package botcreds.broker.credentials;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.Asserting.refused;
import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.BOB;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.session;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.House;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Approved once, refreshed until it ends, and killable in between. */
class SessionTest {
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
    void aHumanApprovesOnceAndEveryRefreshMintsUnderThatApproval() {
        RequestId id = approvedSession(Duration.ofHours(8));
        Set<String> tokens = new HashSet<>();
        tokens.add(issued(house.grants.collect(SLOP, id)).secret().reveal());
        for (int hour = 1; hour < 8; hour++) {
            house.clock.advance(Duration.ofMinutes(59));
            Answer.Issued next = issued(house.grants.refresh(SLOP, id));
            tokens.add(next.secret().reveal());
            assertThat(next.request().step()).isEqualTo(hour);
            assertThat(next.credential().expiresAt())
                    .isBeforeOrEqualTo(next.request().grantEndsAt().orElseThrow());
        }

        assertThat(tokens).hasSize(8);
        assertThat(house.gitHub.mints)
                .hasSize(8)
                .allSatisfy(order -> assertThat(order.scope())
                        .isEqualTo(house.gitHub.mints.get(0).scope()));
    }

    @Test
    @Tag("T-36")
    void aFloodOfRefreshesIsTurnedAwayAndTheNextMinuteIsServed() {
        RequestId id = approvedSession(Duration.ofHours(8));
        issued(house.grants.collect(SLOP, id));
        for (int calm = 0; calm < RefreshPace.MOST; calm++) {
            issued(house.grants.refresh(SLOP, id));
        }

        Refusal flood = refused(house.grants.refresh(SLOP, id));
        assertThat(flood.code()).isEqualTo(Refusal.Code.SLOW_DOWN);
        assertThat(flood.retryAfter()).isPresent();
        assertThat(house.gitHub.mints).hasSize(1);

        house.clock.advance(RefreshPace.WINDOW.plusSeconds(1));
        issued(house.grants.refresh(SLOP, id));
    }

    @Test
    @Tag("T-36")
    void aRefreshAfterTheSessionsEndIsRefused() {
        RequestId id = approvedSession(Duration.ofHours(2));
        Instant end =
                issued(house.grants.collect(SLOP, id)).request().grantEndsAt().orElseThrow();
        house.clock.advance(Duration.between(house.clock.instant(), end));

        assertThat(refused(house.grants.refresh(SLOP, id)).code()).isEqualTo(Refusal.Code.EXPIRED);
        assertThat(refused(house.grants.collect(SLOP, id)).code()).isEqualTo(Refusal.Code.EXPIRED);
    }

    @Test
    @Tag("T-22")
    void aDenyWrittenDuringTheSessionWinsOverTheNextRefreshAndKillsTheLiveToken() {
        RequestId id = approvedSession(Duration.ofHours(8));
        issued(house.grants.collect(SLOP, id));
        house.policy(House.POLICY.replace("owner: U0ALICE", "owner: U0ALICE\n    deny: [{repo: myorg/new}]"));

        assertThat(refused(house.grants.refresh(SLOP, id)).code()).isEqualTo(Refusal.Code.POLICY_DENIED);
        assertThat(house.gitHub.revoked).hasSize(1);
        assertThat(refused(house.grants.refresh(SLOP, id)).code()).isEqualTo(Refusal.Code.REVOKED);
    }

    @Test
    void aRevokedSessionWakesWhoeverIsParkedAndNeverMintsAgain() {
        RequestId id = approvedSession(Duration.ofHours(8));
        issued(house.grants.collect(SLOP, id));
        var parked = house.grants.changed(SLOP.bot(), id).orElseThrow();

        house.decisions.revoke(Target.typed(id.value()), ALICE, Surface.API);

        parked.join();
        assertThat(refused(house.grants.collect(SLOP, id)).code()).isEqualTo(Refusal.Code.REVOKED);
        assertThat(refused(house.grants.refresh(SLOP, id)).code()).isEqualTo(Refusal.Code.REVOKED);
        assertThat(house.gitHub.mints).hasSize(1);
        assertThat(house.store.read(tx -> tx.requests().byId(id)).orElseThrow().state())
                .isEqualTo(RequestState.REVOKED);
    }

    @Test
    void aSessionLongerThanTheRuleAllowsIsToldTheLongest() {
        house.policy(House.POLICY.replace(
                "permissions: [contents:write, issues:write]",
                "permissions: [contents:write, issues:write]\n        max_ttl: 8h"));

        Refusal tooLong =
                refused(house.request(MACHINA, session(Duration.ofHours(9), "myorg/repo-a", "contents:read")));
        assertThat(tooLong.code()).isEqualTo(Refusal.Code.TTL_TOO_LONG);
        assertThat(tooLong.detail() + tooLong.hint()).contains("8h");
        issued(house.request(MACHINA, session(Duration.ofHours(8), "myorg/repo-a", "contents:read")));
    }

    @Test
    void theDefaultsHoldWhereNoRuleSaysHowLong() {
        house.policy(House.POLICY.replace("approval_timeout: 24h", "approval_timeout: 24h, max_ttl: 2h"));

        Refusal tooLong = refused(house.request(SLOP, session(Duration.ofHours(3), "myorg/new", "contents:read")));
        assertThat(tooLong.code()).isEqualTo(Refusal.Code.TTL_TOO_LONG);
        waiting(house.request(SLOP, session(Duration.ofHours(2), "myorg/new", "contents:read")));
    }

    private RequestId approvedSession(Duration ttl) {
        RequestId id = waiting(house.request(SLOP, session(ttl, "myorg/new", "contents:read")))
                .request()
                .id();
        house.decisions.approve(Target.typed(id.value()), BOB, Surface.API, false);
        return id;
    }
}
