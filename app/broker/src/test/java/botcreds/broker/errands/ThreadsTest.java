package botcreds.broker.errands;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.DAVE;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.ask;
import static botcreds.broker.access.House.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.access.PretendSlack;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final PretendSlack slack = new PretendSlack();

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
    void theThreadBeginsWithWhyAHumanIsAskedAndWhatIsPinned() {
        house.access.start(slack);
        AccessRequest request = pending(ask("myorg/sensitive-a", "contents:write"));
        settled();

        assertThat(slack.replies)
                .singleElement()
                .satisfies(reply -> assertThat(reply.detail())
                        .contains("bots.machina-bot.requires_approval[0] (line ")
                        .contains("\"myorg/sensitive-*\"")
                        .contains(house.policyFile.current().digest())
                        .contains(MACHINA.clientIp())
                        .contains(request.id().value())
                        .contains(request.repositoryIds().get(0) + " = myorg/sensitive-a"));
        assertThat(slack.seen).hasSize(2);
    }

    @Test
    void votesRefreshesRevocationAndItsConfirmationAreTold() {
        house.access.start(slack);
        AccessRequest request = pending(session(Duration.ofHours(4), "myorg/sensitive-a", "contents:write"));
        approve(request, ALICE);
        approve(request, DAVE);
        issued(house.grants.collect(MACHINA, request.id()));
        house.clock.advance(Duration.ofMinutes(40));
        String second = tokenId(house.grants.refresh(MACHINA, request.id()));
        house.decisions.deny(Target.typed(request.id().value()), ALICE, Surface.API, Optional.empty());
        await().atMost(SOON).until(() -> newest(request).state() == CredentialState.REVOKED);
        settled();

        assertThat(slack.repliesWith("1 of 2 approvals"))
                .singleElement()
                .satisfies(reply -> assertThat(reply.by()).contains(ALICE.id()));
        assertThat(slack.repliesWith("refreshed, " + second)).hasSize(1);
        assertThat(slack.repliesWith("revoked"))
                .anySatisfy(reply -> assertThat(reply.by()).contains(ALICE.id()));
        assertThat(slack.repliesWith(second + " is dead")).hasSize(1);
    }

    @Test
    @Tag("T-28")
    void expiryChangesTheCardAndIsToldAlsoWhenItCameWhileTheBrokerWasDown() {
        pending(ask("myorg/new", "contents:read"));
        house.access.start(slack);
        settled();
        house.clock.advance(Duration.ofHours(25));

        house.reap();
        settled();

        assertThat(slack.last().get(0).request().state()).isEqualTo(botcreds.broker.model.RequestState.EXPIRED);
        assertThat(slack.repliesWith("expired, nobody decided in time")).hasSize(1);
    }

    @Test
    void whoRememberedAndTheExactDiffStandInTheThread() {
        house.access.start(slack);
        AccessRequest request = pending(ask("myorg/new", "contents:read"));

        house.decisions.approve(Target.typed(request.id().value()), ALICE, Surface.API, true);
        settled();

        assertThat(slack.repliesWith("Remembered"))
                .singleElement()
                .satisfies(reply -> assertThat(reply.by()).contains(ALICE.id()))
                .satisfies(reply -> assertThat(reply.detail())
                        .startsWith("@@ line ")
                        .contains("+      - {repo: myorg/new, permissions: [contents:read]}"));
    }

    @Test
    void whatNoHumanSeesHasNoThread() {
        house.access.start(slack);
        AccessRequest auto = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:write")))
                .request();
        house.grants.end(MACHINA, auto.id());
        settled();

        assertThat(slack.seen).isEmpty();
        assertThat(slack.replies).isEmpty();
    }

    private AccessRequest pending(Ask ask) {
        return waiting(house.request(MACHINA, ask)).request();
    }

    private void approve(AccessRequest request, botcreds.broker.model.Human human) {
        house.decisions.approve(Target.typed(request.id().value()), human, Surface.API, false);
    }

    private Credential newest(AccessRequest request) {
        return house.store.read(tx -> tx.credentials().of(request.id(), 1)).orElseThrow();
    }

    private static String tokenId(Answer answer) {
        return issued(answer).credential().id().value();
    }

    private void settled() {
        await().atMost(SOON).until(() -> house.access.outboxDepth() == 0);
    }
}
