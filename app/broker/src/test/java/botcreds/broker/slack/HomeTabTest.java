package botcreds.broker.slack;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.Overview;
import botcreds.broker.model.BotId;
import botcreds.broker.model.DayCounts;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.requests.RequestView;
import botcreds.broker.rules.StandingRule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HomeTabTest {
    @Test
    void theFullestTabIsOneThatSlackTakes() {
        RequestView wide = Shown.view(RequestState.PENDING, fifty(), "r".repeat(500), Optional.empty());
        ObjectNode tab = tab(
                new Overview.Some<>(Collections.nCopies(1, wide), 190),
                new Overview.Some<>(List.of(Shown.in(RequestState.ISSUED)), 190),
                IntStream.range(0, 40).mapToObj(HomeTabTest::rule).toList());

        assertThat(BlockKitLimits.violations(tab)).isEmpty();
        assertThat(tab.toString())
                .contains("and 190 more: `/botcreds pending`")
                .contains("and 28 more: `/botcreds review`");
    }

    @Test
    void aRequestIsShownWholeOrWithoutButtons() {
        List<RequestView> many =
                Collections.nCopies(30, Shown.view(RequestState.PENDING, fifty(), "reason", Optional.empty()));
        ObjectNode tab = tab(new Overview.Some<>(many, 0), new Overview.Some<>(List.of(), 0), List.of());

        int approvals = tab.toString().split("home_approve", -1).length - 1;
        int lastRepositories = tab.toString().split("repository-49", -1).length - 1;
        assertThat(approvals).isPositive().isEqualTo(lastRepositories);
        assertThat(tab.path("blocks").size()).isLessThanOrEqualTo(100);
        assertThat(tab.toString()).contains("and " + (30 - approvals) + " more");
    }

    @Test
    void aRuleThatIsNotTheirsHasNoButton() {
        ObjectNode tab =
                tab(new Overview.Some<>(List.of(), 0), new Overview.Some<>(List.of(), 0), List.of(rule(1, false)));

        assertThat(tab.toString()).contains("repo: myorg/r1").doesNotContain("rule_remove");
    }

    @Test
    void aReviewOfManyRulesIsAMessageThatSlackTakes() {
        Message review = RuleBlocks.review(
                IntStream.range(0, 60).mapToObj(HomeTabTest::rule).toList());

        assertThat(BlockKitLimits.violations(review)).isEmpty();
        assertThat(review.blocks().toString()).contains("and 40 more");
    }

    private static ObjectNode tab(
            Overview.Some<RequestView> pending, Overview.Some<RequestView> live, List<StandingRule> rules) {
        List<DayCounts> week = LocalDate.parse("2026-11-17")
                .datesUntil(LocalDate.parse("2026-11-24"))
                .map(day -> new DayCounts(day, 3, 2, 1))
                .toList();
        Overview.Glance glance = new Overview.Glance(pending, live, rules, List.of(), week, Shown.NOW);
        return HomeTab.of(glance, Optional.of("✅ done"), WeekChart.drawn(week));
    }

    private static StandingRule rule(int number) {
        return rule(number, true);
    }

    private static StandingRule rule(int number, boolean mine) {
        Scope scope = Scope.of(
                List.of(new Repository("myorg", "r" + number)), Permissions.ofWords(List.of("contents:write")));
        return new StandingRule(
                String.format("%032x", number),
                new BotId("b".repeat(64)),
                scope,
                "{repo: myorg/r" + number + ", permissions: [contents:write]}",
                "<!channel> @alice",
                LocalDate.parse("2026-01-01"),
                "a3f2",
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.of(new StandingRule.Kept("U012ALICE", "Alice", Shown.NOW)),
                mine,
                mine);
    }

    private static Scope fifty() {
        return Scope.of(
                IntStream.range(0, 50)
                        .mapToObj(each -> new Repository("myorg", "a-rather-long-name-of-a-repository-" + each))
                        .toList(),
                Permissions.ofWords(List.of("contents:write")));
    }
}
