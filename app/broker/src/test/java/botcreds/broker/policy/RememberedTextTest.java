package botcreds.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Scope;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the text of a policy looks like after a rule was remembered, to the byte. */
@Tag("T-51")
class RememberedTextTest {
    private static final String RULE = "{repo: acme/new, permissions: [contents:read]}";
    private static final String LINE = RULE + "  # approved by alice 2026-11-22 #a3f2";
    /** Enough of them that counting chars instead of code points would end up in another line. */
    private static final String LOCKS = "# " + "\uD83D\uDD10".repeat(100) + "\n";

    private static final String BOT = "bots:\n  machina-bot:\n    identity: {type: tailnet, hostname: m}\n";

    static Stream<Arguments> styles() {
        return Stream.of(
                style(
                        "an indented list",
                        BOT
                                + "    auto_approve:\n      - repo: a/b\n        permissions: [contents:read]\n    deny: []\n",
                        BOT + "    auto_approve:\n      - repo: a/b\n        permissions: [contents:read]\n      - "
                                + LINE + "\n    deny: []\n"),
                style(
                        "a list at the column of its key",
                        BOT + "    auto_approve:\n    - repo: a/b\n      permissions:\n      - contents:read\n",
                        BOT + "    auto_approve:\n    - repo: a/b\n      permissions:\n      - contents:read\n    - "
                                + LINE + "\n"),
                style(
                        "comments behind, below and between",
                        BOT + "    auto_approve:  # mine\n      - {repo: a/b, permissions: [contents:read]}   # why\n"
                                + "      # the end\n\n# next\ndefaults: {requires_approval: true}\n",
                        BOT
                                + "    auto_approve:  # mine\n      - {repo: a/b, permissions: [contents:read]}   # why\n      - "
                                + LINE + "\n      # the end\n\n# next\ndefaults: {requires_approval: true}\n"),
                style(
                        "line ends of Windows",
                        (BOT
                                        + "    auto_approve:\n      - {repo: \"a/b\", permissions: ['contents:read']}\n    deny: []\n")
                                .replace("\n", "\r\n"),
                        (BOT + "    auto_approve:\n      - {repo: \"a/b\", permissions: ['contents:read']}\n      - "
                                        + LINE + "\n    deny: []\n")
                                .replace("\n", "\r\n")),
                style(
                        "no line end at the end",
                        BOT + "    auto_approve:\n      - {repo: a/b, permissions: [contents:read]}",
                        BOT + "    auto_approve:\n      - {repo: a/b, permissions: [contents:read]}\n      - " + LINE),
                style(
                        "an empty list",
                        BOT + "    auto_approve: []  # none yet\n    deny: []\n",
                        BOT + "    auto_approve:  # none yet\n      - " + LINE + "\n    deny: []\n"),
                style(
                        "an empty list in a file whose lists are not indented",
                        "approvers:\n- U1ALICE\n" + BOT + "    auto_approve: [ ]\n",
                        "approvers:\n- U1ALICE\n" + BOT + "    auto_approve:\n    - " + LINE + "\n"),
                style(
                        "no list yet",
                        BOT + "    deny:\n      - repo: a/c  # never\n\n# end\n",
                        BOT + "    deny:\n      - repo: a/c  # never\n    auto_approve:\n      - " + LINE
                                + "\n\n# end\n"),
                style(
                        "a flow list",
                        BOT + "    auto_approve: [{repo: a/b, permissions: [contents:read]}]  # one\n    deny: []\n",
                        BOT + "    auto_approve: [{repo: a/b, permissions: [contents:read]}, " + LINE
                                + "\n        ]  # one\n    deny: []\n"),
                style(
                        "a bot in flow style with a list",
                        "bots:\n  machina-bot: {identity: {type: mtls, san: m}, auto_approve: []}\n",
                        "bots:\n  machina-bot: {identity: {type: mtls, san: m}, auto_approve: [" + LINE
                                + "\n      ]}\n"),
                style(
                        "a bot in flow style without a list",
                        "bots:\n  machina-bot: {identity: {type: mtls, san: m}}\n",
                        "bots:\n  machina-bot: {identity: {type: mtls, san: m}, auto_approve: [" + LINE
                                + "\n      ]}\n"),
                style(
                        "an empty bot in flow style",
                        "bots:\n  machina-bot: {}\n",
                        "bots:\n  machina-bot: {auto_approve: [" + LINE + "\n      ]}\n"),
                style(
                        "a file in flow style",
                        "{bots: {machina-bot: {auto_approve: [{repo: a/b, permissions: [contents:read]}]}}}",
                        "{bots: {machina-bot: {auto_approve: [{repo: a/b, permissions: [contents:read]}, " + LINE
                                + "\n    ]}}}"),
                style(
                        "characters outside the basic plane before it",
                        LOCKS + BOT
                                + "    auto_approve:\n      - {repo: a/b, permissions: [contents:read]}\n    deny: []\n",
                        LOCKS + BOT
                                + "    auto_approve:\n      - {repo: a/b, permissions: [contents:read]}\n      - "
                                + LINE
                                + "\n    deny: []\n"),
                style(
                        "a document with its marks",
                        "---\n" + BOT + "    auto_approve: []\n...\n",
                        "---\n" + BOT + "    auto_approve:\n      - " + LINE + "\n...\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("styles")
    void everyOtherByteStays(String name, String before, String after) {
        assertThat(remembered(before, Policies.scope("acme/new", "contents:read"), "alice", Optional.empty()))
                .isEqualTo(after);
    }

    @Test
    void severalRepositoriesAreSeveralLines() {
        Scope two = Policies.scope(List.of("acme/two", "acme/one"), "issues:write", "contents:read");

        String after =
                remembered(BOT + "    auto_approve: []\n", two, "alice", Optional.of(LocalDate.parse("2026-12-31")));

        String rest = ", permissions: [contents:read, issues:write], expires: 2026-12-31}"
                + "  # approved by alice 2026-11-22 #a3f2\n";
        assertThat(after)
                .isEqualTo(
                        BOT + "    auto_approve:\n      - {repo: acme/one" + rest + "      - {repo: acme/two" + rest);
    }

    @Test
    void aNameCannotStartALine() {
        String evil = "x\n      - {repo: evil/all, permissions: [admin]} \u202e\u2028 \uD83D\uDD10 \t*&!%@`\"";

        String after = remembered(
                BOT + "    auto_approve: []\n", Policies.scope("acme/new", "contents:read"), evil, Optional.empty());

        assertThat(after)
                .isEqualTo(BOT + "    auto_approve:\n      - " + RULE
                        + "  # approved by x - repo evilall permissions admin @ 2026-11-22 #a3f2\n");
    }

    @Test
    void nothingIsPutBehindATextWithAnUncertainEnd() {
        String folded = BOT
                + "    auto_approve:\n      - permissions: [contents:read]\n        repo: >-\n          a/b\n\n# c\n";

        RulePlanner.Plan plan = plan(folded, Policies.scope("acme/new", "contents:read"), "alice", Optional.empty());

        assertThat(plan)
                .isInstanceOfSatisfying(
                        RulePlanner.Plan.Stay.class,
                        stay -> assertThat(stay.answer()).isInstanceOf(Remembered.Refused.class));
    }

    private static Arguments style(String name, String before, String after) {
        return Arguments.of(name, before, after);
    }

    private static String remembered(String before, Scope scope, String byName, Optional<LocalDate> expires) {
        RulePlanner.Plan plan = plan(before, scope, byName, expires);
        assertThat(plan).isInstanceOf(RulePlanner.Plan.Change.class);
        return ((RulePlanner.Plan.Change) plan).text();
    }

    private static RulePlanner.Plan plan(String before, Scope scope, String byName, Optional<LocalDate> expires) {
        RememberedRule rule =
                new RememberedRule(Policies.BOT, scope, byName, LocalDate.parse("2026-11-22"), "a3f2", expires);
        return new RulePlanner(new PolicyReader(Policies.HOST))
                .plan(before.getBytes(StandardCharsets.UTF_8), rule, Policies.NOW);
    }
}
