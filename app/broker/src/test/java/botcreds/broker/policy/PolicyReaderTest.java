package botcreds.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReaderTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @Tag("T-49")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`bots: {}\nbots: {}`|duplicate_key|2",
                "`bots: {a: {deny: [], deny: []}}`|duplicate_key|1",
                "`bots:\n  a: &x {}\n  b: *x`|alias|3",
                "`bots:\n  a: &x {}`|anchor|2",
                "`bots: {}\ndefaults: {<<: {requires_approval: true}}`|merge_key|2",
                "`bots: {}\n---\nbots: {}`|second_document|2",
                "`bots: !!map {}`|tag|1",
                "`bots: {}\nchannel: !x C0A`|tag|2",
                "`%YAML 1.1\n---\nbots: {}`|directive|1",
                "`bots: {}\ndefaults: [\n`|malformed_yaml|3",
                "`bots: {}\nbogus: 1`|unknown_key|2",
                "`bots: {[a]: 1}`|key|1",
                "`[]`|not_a_mapping|1",
                "``|empty_file|0",
                "`# only a comment\n`|empty_file|0",
                "`---\n`|empty_file|0",
                "`---\n...\n`|empty_file|0",
                "`null`|empty_file|0",
                "`\uFEFFbots: {}`|byte_order_mark|0",
                "`bots: {} # \u0000`|invisible_character|1",
                "`bots: {}\n# \u2028x`|invisible_character|2",
                "`defaults: {}`|no_bots|0",
                "`bots: {}\nchannel: Null`|ambiguous_yaml|2"
            })
    void whatCouldMeanSomethingElseIsRefused(String text, String code, int line) {
        PolicyReading reading = Policies.reading(text == null ? "" : text);

        assertThat(reading.policy()).isEmpty();
        assertThat(reading.issues()).anySatisfy(issue -> {
            assertThat(issue.severity()).isEqualTo(PolicyIssue.Severity.ERROR);
            assertThat(issue.code()).isEqualTo(code);
            assertThat(issue.line()).isEqualTo(line);
            assertThat(issue.message()).isNotBlank();
        });
    }

    @ParameterizedTest
    @Tag("T-50")
    @Tag("T-45")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "auto_aprove: []|unknown_key|Did you mean \"auto_approve\"?",
                "auto_approve: [{repo: a/b, permission: [contents:read]}]|unknown_key|Did you mean \"permissions\"?",
                "auto_approve: [{repo: a/b}]|rule_too_wide|both repo and permissions",
                "auto_approve: [{permissions: [contents:read]}]|rule_too_wide|both repo and permissions",
                "auto_approve: [{repo: a/b, permissions: []}]|empty|name at least one",
                "deny: [{}]|rule_too_wide|deny everything",
                "requires_approval: [{channel: C0A}]|rule_too_wide|says nothing",
                "deny:|not_a_list|write []",
                "deny: [a/b]|not_a_mapping|repo",
                "deny: [{repo: '*'}]|bad_repository|owner/*",
                "deny: [{repo: a}]|bad_repository|owner/name",
                "deny: [{repo: a/b/c}]|bad_repository|owner/name",
                "deny: [{repo: 'a/*/c'}]|bad_repository|one slash",
                "deny: [{repo: 'a/b*.git'}]|bad_repository|.git",
                "deny: [{repo: '-*/b'}]|bad_repository|hyphens",
                "deny: [{repo: 'a/b?*'}]|bad_repository|only * is special",
                "deny: [{repo: 'https://example.com/a/b'}]|bad_repository|owner/name",
                "deny: [{repo: a/b, permissions: [contentz]}]|unknown_permission|Did you mean \"contents\"?",
                "deny: [{permissions: [pull-requests:read]}]|unknown_permission|Did you mean \"pull_requests\"?",
                "deny: [{permissions: [contents:admin]}]|unknown_permission|read or write",
                "deny: [{permissions: [contents]}]|unknown_permission|read or write",
                "deny: [{permissions: [READ]}]|unknown_permission|no permission",
                "deny: [{permissions: [__proto__:read]}]|unknown_permission|Known:",
                "deny: [{repo: a/b, max_ttl: 1h}]|unknown_key|Valid keys: repo, permissions",
                "requires_approval: [{repo: a/b, approvals: 2}]|too_few_approvers|name more approvers",
                "requires_approval: [{repo: a/b, approvals: 0}]|not_a_number|from 1 to 10",
                "requires_approval: [{repo: a/b, approvals: 010}]|not_a_number|from 1 to 10",
                "requires_approval: [{repo: a/b, approvers: [alice]}]|not_a_human|display names",
                "requires_approval: [{repo: a/b, approvers: []}]|empty|name at least one",
                "requires_approval: [{repo: a/b, approval_timeout: 1w}]|not_a_duration|such as",
                "requires_approval: [{repo: a/b, approval_timeout: 10s}]|not_a_duration|1m to 30d",
                "auto_approve: [{repo: a/b, permissions: [read], expires: 2026-02-31}]|not_a_date|2026-12-31",
                "auto_approve: [{repo: a/b, permissions: [read], max_ttl: 8d}]|not_a_duration|1m to 7d",
                "allow_self_approval: yes|not_a_boolean|true or false",
                "channel: '#general'|not_a_channel|id of a channel",
                "owner: machina-bot@|not_a_human|e-mail"
            })
    void aRuleThatCannotBeMeantIsRefused(String line, String code, String hint) {
        PolicyReading reading = Policies.reading(Policies.withBot(line));

        assertThat(reading.policy()).isEmpty();
        assertThat(reading.issues()).anySatisfy(issue -> {
            assertThat(issue.code()).isEqualTo(code);
            assertThat(issue.line()).isEqualTo(6);
            assertThat(issue.message()).contains(hint);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: api_key, sha256: abc}|not_a_sha256",
                "{type: api_key, sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855}|not_a_sha256",
                "{type: api_key}|identity_incomplete",
                "{type: api_key, hostname: x}|unknown_key",
                "{type: tailnet, tag: ci}|not_a_tag",
                "{type: tailnet, tag: 'tag:'}|not_a_tag",
                "{type: tailnet, hostname: machina-bot.tail1a2b3.ts.net}|not_a_name",
                "{type: tailnet, hostname: 'machina-*'}|not_a_name",
                "{type: tailnet, hostname: machina-bot, node_id: a.b}|not_a_name",
                "{type: mtls, san: '*.example.com'}|not_a_san",
                "{type: mtls, san: 'a b'}|not_a_name",
                "{type: oidc}|identity_type",
                "{sha256: abc}|identity_type"
            })
    void anIdentityThatProvesNothingIsRefused(String identity, String code) {
        assertThat(Policies.reading("bots: {a: {identity: " + identity + "}}").issues())
                .extracting(PolicyIssue::code)
                .contains(code);
    }

    @Test
    @Tag("T-13")
    void nobodyIsABotAndAHumanAndNoTwoBotsShareAProof() {
        String key = "identity: {type: api_key, sha256: " + HASH + "}";

        assertThat(codes("approvers: [U1BOT]\nbots: {u1bot: {}}")).contains("bot_is_human");
        assertThat(codes("bots: {admin: {}}")).contains("bot_is_human");
        assertThat(codes("bots: {a: {}, A: {}}")).contains("similar_bots");
        assertThat(codes("bots: {a: {" + key + "}, b: {"
                        + key.toUpperCase(java.util.Locale.ROOT)
                                .replace("IDENTITY", "identity")
                                .replace("TYPE: API_KEY", "type: api_key")
                                .replace("SHA256", "sha256")
                        + "}}"))
                .contains("shared_identity");
    }

    @Test
    void everythingIsToldAtOnceInOrderOfLines() {
        PolicyReading reading = Policies.reading(
                "aprovers: [U1]\nbots:\n  a:\n    deny: [{repo: x}]\n    auto_approve: [{}]\nlimits: {pending_per_bot: -1}\n");

        assertThat(reading.issues())
                .filteredOn(issue -> issue.severity() == PolicyIssue.Severity.ERROR)
                .extracting(PolicyIssue::code, PolicyIssue::line)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("unknown_key", 1),
                        org.assertj.core.groups.Tuple.tuple("bad_repository", 4),
                        org.assertj.core.groups.Tuple.tuple("rule_too_wide", 5),
                        org.assertj.core.groups.Tuple.tuple("not_a_number", 6));
    }

    @Test
    void wordsThatOlderYamlReadsAsOtherThingsStayWords() {
        Policy policy = Policies.policy(
                "bots:\n  no: {deny: [{repo: 010/1e3}]}\n  22.00: {}\n  on: {auto_approve: [{repo: no/on, permissions: [read]}]}\n");

        assertThat(policy.bots()).extracting(bot -> bot.id().value()).containsExactly("no", "22.00", "on");
    }

    @Test
    @Tag("T-49")
    void whatIsTooLargeOrTooDeepIsRefusedWithoutBeingRead() {
        assertThat(codes("bots: {}\n#" + "x".repeat(10 * 1024 * 1024))).containsExactly("too_large");
        assertThat(codes("bots: " + "[".repeat(100_000))).containsExactly("too_deep");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] latin = "bots: {} # caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(new PolicyReader(Policies.HOST).read(latin, Policies.NOW).issues())
                .extracting(PolicyIssue::code)
                .containsExactly("not_utf8");
    }

    @Test
    void anExpiredRuleIsAWarningAndDoesNothing() {
        PolicyReading reading = Policies.reading(
                Policies.withBot("auto_approve: [{repo: a/b, permissions: [contents:read], expires: 2026-11-21}]"));

        assertThat(reading.issues()).extracting(PolicyIssue::code).containsExactly("expired");
        assertThat(Policies.decide(reading.policy().orElseThrow(), "a/b", "contents:read"))
                .isEqualTo("requires_approval");
    }

    @Test
    void aFailingTestRejectsTheWholeFile() {
        PolicyReading reading = Policies.reading(Policies.withBot("deny: [{repo: a/b}]")
                + "tests:\n  - {bot: machina-bot, repo: a/b, permissions: [contents:read], expect: deny}\n"
                + "  - {bot: machina-bot, repos: [a/b, a/c], permissions: [contents:read], expect: auto_approve}\n");

        assertThat(reading.policy()).isEmpty();
        assertThat(reading.issues()).singleElement().satisfies(issue -> {
            assertThat(issue.code()).isEqualTo("test_failed");
            assertThat(issue.line()).isEqualTo(9);
            assertThat(issue.message()).contains("got deny by bots.machina-bot.deny[0] (line 6)");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{bot: machina-bot, permissions: [contents:read], expect: deny}",
                "{bot: machina-bot, repo: a/b, repos: [a/c], permissions: [contents:read], expect: deny}",
                "{bot: machina-bot, repos: [a/b, c/d], permissions: [contents:read], expect: deny}",
                "{bot: machina-bot, repo: a/b, permissions: [contents:read], expect: maybe}",
                "{bot: machina-bot, repo: a/b, permissions: [write], expect: deny}",
                "{bot: '!', repo: a/b, permissions: [contents:read], expect: deny}",
                "{repo: a/b, permissions: [contents:read], expect: deny}",
                "{bot: machina-bot, repo: 'a/*', permissions: [contents:read], expect: deny}"
            })
    void aTestThatTestsNothingIsRefused(String test) {
        assertThat(codes("bots: {}\ntests:\n  - " + test))
                .contains(
                        test.contains("'a/*'")
                                ? "bad_repository"
                                : test.contains("[write]") ? "unknown_permission" : "bad_test");
    }

    @Test
    void whatABotIsListedWithCanBeAsked() {
        Policy policy = Policies.policy("approvers: [U1A, S1B, c@example.com]\nchannel: C0ALL\nmay_remember: S1R\n"
                + "bots:\n  a:\n    identity: [{type: api_key, sha256: [" + HASH + "]}, {type: mtls, san: a.example}]\n"
                + "    owner: [U1O, S1O]\n    channel: C0OWN\n    max_ttl: 30m\n    allow_self_approval: true\n"
                + "  b: {identity: {type: tailnet, hostname: b}}\n"
                + "defaults: {requires_approval: false, approval_timeout: 90m}\nlimits: {pending_per_bot: 3}\n");
        BotEntry bot = policy.bots().get(0);

        assertThat(policy.botByApiKey(HASH)).contains(bot.id());
        assertThat(policy.botByApiKey("f".repeat(64))).isEmpty();
        assertThat(bot.owner()).contains("U1O");
        assertThat(bot.allowSelfApproval()).isTrue();
        assertThat(bot.identities()).hasSize(2);
        assertThat(policy.channelFor(bot.id())).isEqualTo("C0OWN");
        assertThat(policy.channelFor(policy.bots().get(1).id())).isEqualTo("C0ALL");
        assertThat(policy.approverGroups()).containsExactlyInAnyOrder("S1B", "S1R", "S1O");
        assertThat(policy.approvalTimeout()).isEqualTo(Duration.ofMinutes(90));
        assertThat(policy.limits()).isEqualTo(new Limits(3, 100));
        assertThat(policy.digest()).hasSize(64);
        assertThat(policy.warnings()).isEmpty();
    }

    private static List<String> codes(String text) {
        return Policies.reading(text).issues().stream()
                .filter(issue -> issue.severity() == PolicyIssue.Severity.ERROR)
                .map(PolicyIssue::code)
                .toList();
    }
}
