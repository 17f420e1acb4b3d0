package botcreds.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every policy and every request: tried on random ones, each from a seed that a failure names. */
class PolicyPropertiesTest {
    private static final int TRIES = 500;
    private static final int MOST_RULES = 6;

    record Line(String list, String rule) {}

    @ParameterizedTest
    @MethodSource("seeds")
    @Tag("T-47")
    void aDenyWinsWhereverItStands(long seed) {
        Random random = new Random(seed);
        Scope scope = scope(random);
        List<Line> withDeny = rules(random);
        withDeny.add(new Line("deny", "{repo: " + scope.repositoryNames().get(0) + "}"));
        Collections.shuffle(withDeny, random);

        assertThat(decide(withDeny, scope)).isEqualTo("deny");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Tag("T-47")
    void addingADenyNeverGrants(long seed) {
        Random random = new Random(seed);
        Scope scope = scope(random);
        List<Line> rules = rules(random);
        List<Line> withDeny = new ArrayList<>(rules);
        withDeny.add(new Line("deny", rule(random)));

        assertThat(decide(withDeny, scope)).isIn("deny", decide(rules, scope));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Tag("T-44")
    void raisingALevelNeverTurnsAskIntoAuto(long seed) {
        Random random = new Random(seed);
        List<Line> rules = rules(random);
        String repository = any(random, "o/a", "o/b", "o/ab", "p/b");
        String read = decide(rules, Policies.scope(repository, "contents:read"));
        String write = decide(rules, Policies.scope(repository, "contents:write"));

        if (write.equals("auto_approve")) {
            assertThat(read).isEqualTo("auto_approve");
        }
        if (read.equals("deny")) {
            assertThat(write).isEqualTo("deny");
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Tag("T-47")
    void theOrderOfRulesDoesNotMatter(long seed) {
        Random random = new Random(seed);
        Scope scope = scope(random);
        List<Line> rules = rules(random);
        List<Line> shuffled = new ArrayList<>(rules);
        Collections.shuffle(shuffled, random);

        assertThat(decide(shuffled, scope)).isEqualTo(decide(rules, scope));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theIndexFindsWhatLookingAtEveryRuleFinds(long seed) {
        Random random = new Random(seed);
        Scope scope = scope(random);
        List<Line> rules = rules(random);
        boolean denied = rules.stream()
                .filter(line -> line.list().equals("deny"))
                .anyMatch(line -> decide(List.of(line), scope).equals("deny"));

        assertThat(decide(rules, scope).equals("deny")).isEqualTo(denied);
    }

    static LongStream seeds() {
        return LongStream.range(0, TRIES);
    }

    private static List<Line> rules(Random random) {
        List<Line> rules = new ArrayList<>();
        for (int left = random.nextInt(MOST_RULES + 1); left > 0; left--) {
            String list = any(random, "deny", "auto_approve", "auto_approve", "requires_approval");
            rules.add(new Line(list, rule(random)));
        }
        return rules;
    }

    private static String rule(Random random) {
        String repository = any(random, "o/a", "O/B", "o/*", "o/a*", "*/b", "p/*", "*/*", "o/c");
        String permission = any(random, "contents:read", "contents:write", "issues:read", "write", "read", "admin");
        return "{repo: '" + repository + "', permissions: [" + permission + "]}";
    }

    private static Scope scope(Random random) {
        List<String> repositories =
                any(random, List.of("o/a"), List.of("o/b", "o/ab"), List.of("O/A", "o/c"), List.of("p/b"));
        String contents = any(random, "contents:read", "contents:write");
        String other = any(random, "issues:read", "metadata:read", "administration:write");
        return Policies.scope(repositories, contents, other);
    }

    @SafeVarargs
    private static <T> T any(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String decide(List<Line> lines, Scope scope) {
        String text = List.of("deny", "auto_approve", "requires_approval").stream()
                .map(list -> list + ": ["
                        + lines.stream()
                                .filter(line -> line.list().equals(list))
                                .map(Line::rule)
                                .collect(Collectors.joining(", "))
                        + "]")
                .collect(Collectors.joining("\n"));
        return Policies.kind(Policies.bot(text).decide(Policies.BOT, scope, Policies.NOW));
    }
}
