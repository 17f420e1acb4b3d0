package botcreds.broker.access;

import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.BOB;
import static botcreds.broker.access.House.DAVE;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Human;
import botcreds.broker.model.RequestId;
import botcreds.broker.requests.RequestView;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several humans must agree, and the policy changes while they do. */
class QuorumTest {
    private static final String TWO_OF = """
            approvers: [U0BOB]
            channel: C0APPROVALS
            bots:
              slop-bot:
                identity: {type: api_key, sha256: "%s"}
                requires_approval:
                  - {repo: myorg/sensitive, approvers: [%s], approvals: 2}
            """;

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
    @Tag("T-14")
    @Tag("T-17")
    void theYesOfSomeoneWhomThePolicyNamesNoMoreCountsNoMore() {
        twoOf("U0ALICE, U0DAVE, U0BOB");
        RequestId id = asked();
        assertThat(approve(id, ALICE)).isEqualTo(Ruling.Code.VOTED);

        twoOf("U0DAVE, U0BOB");

        assertThat(approve(id, DAVE)).isEqualTo(Ruling.Code.VOTED);
        assertThat(house.decisions.find(id.value()).orElseThrow().votes())
                .extracting(RequestView.Vote::humanId)
                .containsExactly(DAVE.id());
        assertThat(approve(id, BOB)).isEqualTo(Ruling.Code.APPROVED);
    }

    @Test
    void aYesByGroupOrAddressCountsAsLongAsPolicyNamesThem() {
        Human byGroup = new Human("U0ERIN", "erin", Optional.empty(), Set.of("S0SECURITY"));
        Human byAddress = new Human("U0FRAN", "fran", Optional.of("fran@example.com"), Set.of());
        twoOf("S0SECURITY, fran@example.com");
        RequestId id = asked();

        assertThat(approve(id, byGroup)).isEqualTo(Ruling.Code.VOTED);
        assertThat(approve(id, byAddress)).isEqualTo(Ruling.Code.APPROVED);
    }

    private void twoOf(String approvers) {
        house.policy(TWO_OF.formatted("0".repeat(63) + "2", approvers));
    }

    private RequestId asked() {
        return waiting(house.request(SLOP, ask("myorg/sensitive", "contents:read")))
                .request()
                .id();
    }

    private Ruling.Code approve(RequestId id, Human human) {
        return house.decisions
                .approve(Target.typed(id.value()), human, Surface.API, false)
                .code();
    }
}
