package botcreds.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Scope;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the text of a policy looks like after a remembered rule was removed, to the byte. */
@Tag("T-51")
class ForgottenTextTest {
    private static final String BOT = "bots:\n  machina-bot:\n    identity: {type: tailnet, hostname: m}\n";
    private static final Scope NEW = Policies.scope("acme/new", "contents:read");
    private static final PolicyReader READER = new PolicyReader(Policies.HOST);

    @ParameterizedTest(name = "{0}")
    @MethodSource("botcreds.broker.policy.RememberedTextTest#styles")
    void removingUndoesRemembering(String name, String before, String after) {
        // Where there was no list, or its [] stood alone, remembering took the brackets or made the key.
        String undone = name.equals("no list yet")
                ? before.replace("# never\n", "# never\n    auto_approve: []\n")
                : name.startsWith("a bot in flow style without") || name.equals("an empty bot in flow style")
                        ? after.replaceAll("\\[\\{repo: acme/new[^\\]]*\\][^\\]]*\\]", "[]")
                        : before.replace("[ ]", "[]");

        assertThat(forgotten(after)).isEqualTo(undone);
    }

    @Test
    void theNewestOfTwoInAFlowListGoesAndTheOtherStays() {
        String one = remembered(BOT + "    auto_approve: [{repo: a/b, permissions: [contents:read]}]\n", NEW);
        String two = remembered(one, Policies.scope("acme/other", "contents:read"));

        assertThat(forgotten(two)).isEqualTo(one);
    }

    @Test
    void aRuleOfAHumanHasNoKeyWhateverStandsBehindIt() {
        for (String rule : List.of(
                "{repo: acme/new, permissions: [contents:read]}",
                "{repo: acme/new, permissions: [contents:read]}  # mine",
                "{repo: acme/*, permissions: [contents:read]}  # approved by alice 2026-11-22 #a3f2",
                "{repo: acme/new, permissions: [read]}  # approved by alice 2026-11-22 #a3f2",
                "{repo: acme/new, permissions: [contents:read]}  # approved by alice 2026-02-31 #a3f2",
                "{repo: acme/new, permissions: [contents:read], max_ttl: 1h}  # approved by alice 2026-11-22 #a3f2",
                "{permissions: [contents:read], repo: acme/new}  # approved by alice 2026-11-22 #a3f2")) {
            String text = BOT + "    auto_approve:\n      - " + rule + "\n";

            assertThat(kept(text)).as(rule).isEmpty();
        }
    }

    @Test
    void aRuleThatATestNeedsStaysAndTheReasonIsTold() {
        String text = remembered(BOT + "    auto_approve: []\n", NEW)
                + "tests:\n  - {bot: machina-bot, repo: acme/new, permissions: [contents:read], expect: auto_approve}\n";

        assertThat(plan(text, kept(text).get(0).key()))
                .isInstanceOfSatisfying(
                        RulePlanner.Plan.Stay.class,
                        stay -> assertThat(stay.answer())
                                .isInstanceOfSatisfying(
                                        Remembered.Refused.class,
                                        refused -> assertThat(refused.why()).contains("would not hold")));
    }

    @Test
    void aRuleThatIsGoneIsGoneAlready() {
        String text = remembered(BOT + "    auto_approve: []\n", NEW);
        String key = kept(text).get(0).key();

        assertThat(plan(forgotten(text), key))
                .isInstanceOfSatisfying(
                        RulePlanner.Plan.Stay.class,
                        stay -> assertThat(stay.answer()).isInstanceOf(Remembered.Already.class));
    }

    @Test
    void theKeyIsOfThisRuleAloneAndDoesNotMoveWithItsLine() {
        String text = remembered(BOT + "    auto_approve: []\n", NEW);
        String later = text.replace("2026-11-22", "2026-11-23");

        assertThat(kept("# a line more\n" + text).get(0).key())
                .isEqualTo(kept(text).get(0).key());
        assertThat(kept(later).get(0).key()).isNotEqualTo(kept(text).get(0).key());
    }

    @Test
    void aRuleSaysWhoRememberedItAndWhen() {
        KeptRule rule = kept(remembered(BOT + "    auto_approve: []\n", NEW)).get(0);

        assertThat(rule.byName()).isEqualTo("alice");
        assertThat(rule.on()).isEqualTo(LocalDate.parse("2026-11-22"));
        assertThat(rule.requestShortId()).isEqualTo("a3f2");
        assertThat(rule.scope()).isEqualTo(NEW);
    }

    private static List<KeptRule> kept(String text) {
        return KeptRules.of(Policies.policy(text), text).all();
    }

    private static String forgotten(String text) {
        KeptRule rule = kept(text).stream().reduce((first, second) -> second).orElseThrow();
        RulePlanner.Plan plan = plan(text, rule.key());
        assertThat(plan).isInstanceOf(RulePlanner.Plan.Change.class);
        return ((RulePlanner.Plan.Change) plan).text();
    }

    private static String remembered(String text, Scope scope) {
        RememberedRule rule = new RememberedRule(
                Policies.BOT, scope, "alice", LocalDate.parse("2026-11-22"), "a3f2", Optional.empty());
        return ((RulePlanner.Plan.Change)
                        new RulePlanner(READER).plan(text.getBytes(StandardCharsets.UTF_8), rule, Policies.NOW))
                .text();
    }

    private static RulePlanner.Plan plan(String text, String key) {
        return new RuleRemover(READER).plan(text.getBytes(StandardCharsets.UTF_8), key, Policies.NOW);
    }
}
