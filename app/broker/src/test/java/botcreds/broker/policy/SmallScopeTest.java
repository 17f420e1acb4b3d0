package botcreds.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Attribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every policy of up to three rules out of a small world, compared with the rules of the manual written down naively. */
class SmallScopeTest {
    private static final List<String> LISTS = List.of("deny", "auto_approve", "requires_approval");
    private static final List<String> REPOSITORIES = List.of("o/a", "o/b", "o/*", "*/*");
    private static final List<String> LEVELS = List.of("read", "write", "admin");
    private static final List<String> ASKED = List.of("o/a", "o/b", "p/a", "p/c");

    private record Line(String list, String repository, String level) {
        boolean matches(String asked) {
            return repository.equals("*/*")
                    || repository.equals(asked)
                    || (repository.equals("o/*") && asked.startsWith("o/"));
        }
    }

    @Test
    @Tag("T-47")
    void everySmallPolicyDecidesAsTheManualSays() {
        List<Line> lines = new ArrayList<>();
        LISTS.forEach(list -> REPOSITORIES.forEach(
                repository -> LEVELS.forEach(level -> lines.add(new Line(list, repository, level)))));
        int cases = 0;
        for (int one = 0; one < lines.size(); one++) {
            for (int two = one; two < lines.size(); two++) {
                for (int three = two; three < lines.size(); three++) {
                    cases += compare(List.of(lines.get(one), lines.get(two), lines.get(three)));
                }
            }
        }
        assertThat(cases).isEqualTo(8_436 * 4 * 3);
    }

    private static int compare(List<Line> lines) {
        PolicyParts.Bot bot = new PolicyParts.Bot(
                new BotEntry(
                        Policies.BOT,
                        Approvers.NOBODY,
                        false,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new BotRules(rules(lines, "deny"), rules(lines, "auto_approve"), rules(lines, "requires_approval")),
                List.of());
        Policy policy = new Policy(
                "",
                new PolicyParts(
                        Approvers.NOBODY,
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(Policies.BOT, bot),
                        new PolicyParts.Defaults(
                                false, Duration.ofHours(1), Optional.empty(), Attribution.NOT_DEMANDED, 0),
                        Limits.DEFAULT,
                        AlertLimits.DEFAULT,
                        Optional.empty(),
                        RememberPlan.WAITS,
                        ReviewPlan.MONTHLY,
                        List.of()),
                List.of());
        int cases = 0;
        for (String repository : ASKED) {
            for (String level : LEVELS) {
                assertThat(Policies.decide(policy, repository, "organization_projects:" + level))
                        .as("%s asked for %s %s", lines, repository, level)
                        .isEqualTo(expected(lines, repository, level));
                cases++;
            }
        }
        return cases;
    }

    private static List<Rule> rules(List<Line> lines, String list) {
        List<Rule> rules = new ArrayList<>();
        for (Line line : lines) {
            if (line.list().equals(list)) {
                rules.add(new Rule(
                        list,
                        rules.size(),
                        1,
                        RepositoryPattern.parse(line.repository(), Policies.HOST, fault -> {})
                                .orElseThrow(),
                        PermissionTerms.of(List.of("organization_projects:" + line.level())),
                        Optional.empty(),
                        Optional.empty(),
                        Rule.Asking.NOTHING));
            }
        }
        return rules;
    }

    private static String expected(List<Line> lines, String repository, String level) {
        int asked = LEVELS.indexOf(level);
        if (lines.stream()
                .anyMatch(line -> line.list().equals("deny")
                        && line.matches(repository)
                        && asked >= LEVELS.indexOf(line.level()))) {
            return "deny";
        }
        if (lines.stream()
                .anyMatch(line -> line.list().equals("auto_approve")
                        && line.matches(repository)
                        && asked <= LEVELS.indexOf(line.level()))) {
            return "auto_approve";
        }
        boolean demanded = lines.stream()
                .anyMatch(line -> line.list().equals("requires_approval")
                        && line.matches(repository)
                        && asked >= LEVELS.indexOf(line.level()));
        return demanded ? "requires_approval" : "deny";
    }
}
