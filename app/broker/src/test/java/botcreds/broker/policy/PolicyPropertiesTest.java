package botcreds.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every policy and every request. */
class PolicyPropertiesTest {
    record Line(String list, String rule) {}

    @Property(tries = 500)
    void aDenyWinsWhereverItStands(
            @ForAll("rules") List<Line> rules, @ForAll("scopes") Scope scope, @ForAll Random random) {
        List<Line> withDeny = new ArrayList<>(rules);
        withDeny.add(new Line("deny", "{repo: " + scope.repositoryNames().get(0) + "}"));
        Collections.shuffle(withDeny, random);

        assertThat(decide(withDeny, scope)).isEqualTo("deny");
    }

    @Property(tries = 500)
    void addingADenyNeverGrants(
            @ForAll("rules") List<Line> rules, @ForAll("rule") String rule, @ForAll("scopes") Scope scope) {
        List<Line> withDeny = new ArrayList<>(rules);
        withDeny.add(new Line("deny", rule));

        assertThat(decide(withDeny, scope)).isIn("deny", decide(rules, scope));
    }

    @Property(tries = 500)
    void raisingALevelNeverTurnsAskIntoAuto(
            @ForAll("rules") List<Line> rules, @ForAll("repository") String repository) {
        String read = decide(rules, Policies.scope(repository, "contents:read"));
        String write = decide(rules, Policies.scope(repository, "contents:write"));

        if (write.equals("auto_approve")) {
            assertThat(read).isEqualTo("auto_approve");
        }
        if (read.equals("deny")) {
            assertThat(write).isEqualTo("deny");
        }
    }

    @Property(tries = 500)
    void theOrderOfRulesDoesNotMatter(
            @ForAll("rules") List<Line> rules, @ForAll("scopes") Scope scope, @ForAll Random random) {
        List<Line> shuffled = new ArrayList<>(rules);
        Collections.shuffle(shuffled, random);

        assertThat(decide(shuffled, scope)).isEqualTo(decide(rules, scope));
    }

    @Property(tries = 500)
    void theIndexFindsWhatLookingAtEveryRuleFinds(@ForAll("rules") List<Line> rules, @ForAll("scopes") Scope scope) {
        boolean denied = rules.stream()
                .filter(line -> line.list().equals("deny"))
                .anyMatch(line -> decide(List.of(line), scope).equals("deny"));

        assertThat(decide(rules, scope).equals("deny")).isEqualTo(denied);
    }

    @Provide
    Arbitrary<List<Line>> rules() {
        return Combinators.combine(Arbitraries.of("deny", "auto_approve", "auto_approve", "requires_approval"), rule())
                .as(Line::new)
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> rule() {
        Arbitrary<String> repository = Arbitraries.of("o/a", "O/B", "o/*", "o/a*", "*/b", "p/*", "*/*", "o/c");
        Arbitrary<String> permissions =
                Arbitraries.of("contents:read", "contents:write", "issues:read", "write", "read", "admin");
        return Combinators.combine(repository, permissions)
                .as((repo, terms) -> "{repo: '" + repo + "', permissions: [" + terms + "]}");
    }

    @Provide
    Arbitrary<String> repository() {
        return Arbitraries.of("o/a", "o/b", "o/ab", "p/b");
    }

    @Provide
    Arbitrary<Scope> scopes() {
        Arbitrary<List<String>> repositories =
                Arbitraries.of(List.of("o/a"), List.of("o/b", "o/ab"), List.of("O/A", "o/c"), List.of("p/b"));
        return Combinators.combine(
                        repositories,
                        Arbitraries.of("read", "write"),
                        Arbitraries.of("issues:read", "metadata:read", "administration:write"))
                .as((names, level, other) -> Policies.scope(names, "contents:" + level, other));
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
