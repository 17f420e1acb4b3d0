package botcreds.broker.access;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.BOB;
import static botcreds.broker.access.House.DAVE;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Human;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Reason;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.RequestView;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NarrowingTest {
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

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
    @Tag("T-25")
    void whatIsMintedIsWhatWasApprovedAndNotWhatWasAsked() {
        AccessRequest asked = pending(scope("contents:write issues:write", "myorg/one", "myorg/two"));
        Scope less = scope("contents:read", "myorg/two");

        Ruling ruling = approve(asked, terms(less, Duration.ofMinutes(10)), ALICE);

        assertThat(ruling.code()).isEqualTo(Ruling.Code.APPROVED);
        AccessRequest issued = issued(house.grants.collect(MACHINA, asked.id())).request();
        assertThat(issued.scope()).isEqualTo(less);
        assertThat(issued.repositoryIds()).containsExactly(asked.repositoryIds().get(1));
        assertThat(issued.ttl()).isEqualTo(Duration.ofMinutes(10));
        assertThat(house.gitHub.mints)
                .singleElement()
                .satisfies(order -> assertThat(order.scope()).isEqualTo(less));
    }

    @Test
    @Tag("T-25")
    void whoLooksAtTheOldRevisionDecidesNothingAboutTheNewOne() {
        AccessRequest asked = pending(scope("contents:write", "myorg/sensitive-a", "myorg/sensitive-b"));
        approve(asked, terms(scope("contents:write", "myorg/sensitive-a"), HALF_AN_HOUR), ALICE);

        Ruling late = house.decisions.approve(shown(asked), DAVE, Surface.SLACK_BUTTON, false);

        assertThat(late.code()).isEqualTo(Ruling.Code.STALE);
        assertThat(find(asked).state()).isEqualTo(RequestState.PENDING);
        assertThat(house.decisions
                        .approve(shown(find(asked)), DAVE, Surface.SLACK_BUTTON, false)
                        .code())
                .isEqualTo(Ruling.Code.APPROVED);
    }

    @Test
    @Tag("T-17")
    void aYesToMoreIsNoYesToLess() {
        AccessRequest asked = pending(scope("contents:write", "myorg/sensitive-a", "myorg/sensitive-b"));
        house.decisions.approve(shown(asked), ALICE, Surface.SLACK_BUTTON, false);

        Ruling narrowed = approve(asked, terms(scope("contents:write", "myorg/sensitive-b"), HALF_AN_HOUR), DAVE);

        assertThat(narrowed.code()).isEqualTo(Ruling.Code.VOTED);
        assertThat(narrowed.view().orElseThrow().votes()).containsExactly(new RequestView.Vote(DAVE.id(), DAVE.name()));
    }

    @Test
    @Tag("T-16")
    void whoMayApproveOnlyAPartApprovesThatPartAndNothingElse() {
        AccessRequest asked = pending(scope("contents:write", "myorg/new", "myorg/sensitive-a"));
        assertThat(house.decisions
                        .approve(shown(asked), BOB, Surface.SLACK_BUTTON, false)
                        .code())
                .isEqualTo(Ruling.Code.NOT_APPROVER);
        assertThat(approve(asked, terms(scope("contents:write", "myorg/sensitive-a"), HALF_AN_HOUR), BOB)
                        .code())
                .isEqualTo(Ruling.Code.NOT_APPROVER);
        assertThat(find(asked)).isEqualTo(asked);

        assertThat(approve(asked, terms(scope("contents:write", "myorg/new"), HALF_AN_HOUR), BOB)
                        .code())
                .isEqualTo(Ruling.Code.APPROVED);
    }

    @Test
    @Tag("T-11")
    void aStrangerNarrowsNothing() {
        AccessRequest asked = pending(scope("contents:write", "myorg/one", "myorg/two"));

        assertThat(approve(asked, terms(scope("contents:read", "myorg/one"), HALF_AN_HOUR), STRANGER)
                        .code())
                .isEqualTo(Ruling.Code.NOT_APPROVER);
        assertThat(find(asked)).isEqualTo(asked);
    }

    @Test
    @Tag("T-16")
    void nobodyApprovesMoreThanWasAsked() {
        AccessRequest asked = pending(scope("contents:read", "myorg/one"));

        for (Terms more : List.of(
                terms(scope("contents:write", "myorg/one"), HALF_AN_HOUR),
                terms(scope("contents:read issues:read", "myorg/one"), HALF_AN_HOUR),
                terms(scope("contents:read", "myorg/one", "myorg/two"), HALF_AN_HOUR),
                terms(scope("contents:read", "myorg/one"), Duration.ofHours(2)),
                terms(scope("contents:read", "myorg/one"), Duration.ofSeconds(59)))) {
            Ruling ruling = approve(asked, more, ALICE);
            assertThat(ruling.code()).isEqualTo(Ruling.Code.IMPOSSIBLE);
            assertThat(house.decisions.propose(shown(asked), more).no()).isPresent();
        }
        assertThat(find(asked)).isEqualTo(asked);
    }

    @Test
    void aLongerTimeIsGivenAsFarAsThePolicyHasRoom() {
        AccessRequest asked = pending(scope("contents:read", "myorg/one"));
        Terms longer = terms(asked.scope(), Duration.ofHours(1));
        assertThat(house.decisions.longest(asked)).isEqualTo(Duration.ofHours(1));

        house.policy(House.POLICY.replace("    owner: U0OWNER", "    owner: U0OWNER\n    max_ttl: 45m"));
        assertThat(house.decisions.longest(asked)).isEqualTo(Duration.ofMinutes(45));
        assertThat(approve(asked, longer, ALICE).code()).isEqualTo(Ruling.Code.IMPOSSIBLE);

        house.policy(House.POLICY);
        assertThat(approve(asked, longer, ALICE).code()).isEqualTo(Ruling.Code.APPROVED);
    }

    @Test
    @Tag("T-15")
    void aDenyOfTheWholeIsOneOfThePart() {
        AccessRequest asked = pending(scope("contents:write", "myorg/one", "myorg/two"));
        house.policy(House.POLICY.replace("      - repo: myorg/infrastructure", "      - repo: myorg/two"));

        assertThat(approve(asked, terms(scope("contents:write", "myorg/one"), HALF_AN_HOUR), ALICE)
                        .code())
                .isEqualTo(Ruling.Code.POLICY_DENIES);
        assertThat(find(asked).state()).isEqualTo(RequestState.DENIED);
    }

    @Test
    @Tag("T-19")
    void afterTheEndNothingIsNarrowed() {
        AccessRequest asked = pending(scope("contents:write", "myorg/one"));
        house.clock.advance(Duration.ofHours(24));

        assertThat(approve(asked, terms(scope("contents:read", "myorg/one"), HALF_AN_HOUR), ALICE)
                        .code())
                .isEqualTo(Ruling.Code.EXPIRED);
        assertThat(find(asked).scope()).isEqualTo(asked.scope());
    }

    @Test
    void theBotFindsItsRequestAgainByAskingTheSame() {
        Scope scope = scope("contents:write", "myorg/one", "myorg/two");
        AccessRequest asked = pending(scope);
        approve(asked, terms(scope("contents:write", "myorg/one"), HALF_AN_HOUR), ALICE);

        Answer again = house.request(MACHINA, ask(scope));

        assertThat(issued(again).request().id()).isEqualTo(asked.id());
        assertThat(issued(again).request().scope()).isEqualTo(scope("contents:write", "myorg/one"));
    }

    @Test
    void theLogAndTheCardSayWhatWasAskedBefore() {
        AccessRequest asked = pending(scope("contents:write", "myorg/one"));

        Ruling ruling = approve(asked, terms(scope("contents:read", "myorg/one"), HALF_AN_HOUR), ALICE);

        assertThat(ruling.view().orElseThrow().asked()).contains("contents:write on myorg/one for 30m");
        assertThat(house.decisions
                        .log(new LogQuery(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("request_narrowed"),
                                5))
                        .rows())
                .singleElement()
                .satisfies(row -> assertThat(row.event().detail())
                        .containsEntry("actor", ALICE.id())
                        .containsEntry("permissions", "contents:read")
                        .containsEntry("asked", "contents:write on myorg/one for 30m"));
    }

    @Test
    void whatIsRememberedUntilADayEndsWithThatDay() throws Exception {
        AccessRequest asked = pending(scope("contents:write", "myorg/one"));
        LocalDate until = LocalDate.ofInstant(house.clock.instant(), java.time.ZoneOffset.UTC)
                .plusDays(3);
        Terms terms = new Terms(scope("contents:read", "myorg/one"), HALF_AN_HOUR, Optional.of(until));
        assertThat(house.decisions
                        .propose(shown(asked), terms)
                        .view()
                        .orElseThrow()
                        .remembers())
                .contains("- {repo: myorg/one, permissions: [contents:read], expires: " + until + "}");

        approve(asked, terms, ALICE);

        assertThat(Files.readString(house.policyPath))
                .contains("{repo: myorg/one, permissions: [contents:read], expires: " + until + "}");
        house.clock.advance(Duration.ofDays(4));
        waiting(house.request(MACHINA, ask(scope("contents:read", "myorg/one"))));
    }

    @Test
    void aRuleThatWouldBreakATestIsNotWrittenAndTheApprovalCountsOnce() throws Exception {
        AccessRequest asked = pending(scope("contents:read", "myorg/one"));
        house.policy(
                House.POLICY
                        + "tests: [{bot: machina-bot, repo: myorg/one, permissions: [contents:read], expect: requires_approval}]\n");
        String before = Files.readString(house.policyPath);

        Ruling ruling = house.decisions.approve(shown(asked), ALICE, Surface.SLACK_BUTTON, true);

        assertThat(ruling.code()).isEqualTo(Ruling.Code.APPROVED);
        assertThat(ruling.text()).contains("Not remembered").contains("The approval counts this once");
        assertThat(Files.readString(house.policyPath)).isEqualTo(before);
        issued(house.grants.collect(MACHINA, asked.id()));
    }

    private AccessRequest pending(Scope scope) {
        return waiting(house.request(MACHINA, ask(scope))).request();
    }

    private static Ask ask(Scope scope) {
        return new Ask(
                scope,
                new Reason("Fixing bug #123"),
                Kind.INSTALLATION_TOKEN,
                HALF_AN_HOUR,
                Optional.empty(),
                Optional.empty());
    }

    private Ruling approve(AccessRequest asked, Terms terms, Human human) {
        return house.decisions.approve(shown(asked), terms, human, Surface.SLACK_BUTTON);
    }

    private AccessRequest find(AccessRequest request) {
        return house.decisions.find(request.id().value()).orElseThrow().request();
    }

    private static Target shown(AccessRequest request) {
        return new Target(request.id().value(), Optional.of(request.revision()), Optional.empty());
    }

    private static Terms terms(Scope scope, Duration ttl) {
        return new Terms(scope, ttl, Optional.empty());
    }

    private static Scope scope(String permissions, String... repositories) {
        return Scope.of(
                Arrays.stream(repositories)
                        .map(name -> Repository.parse(name, "github.com").orElseThrow())
                        .toList(),
                Permissions.ofWords(List.of(permissions.split(" "))));
    }
}
