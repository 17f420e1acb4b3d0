package botcreds.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.CallbackRules;
import botcreds.broker.model.Kind;
import botcreds.broker.model.SshPublicKey;
import botcreds.broker.requests.Ask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskReaderTest {
    private static final String REST = "\"permissions\": [\"contents:read\"], \"reason\": \"why\"";

    private static Parsed<Ask> read(String json) {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Parsed<Ask> read(byte[] json) {
        return StrictJson.readObject(json).then(new AskReader("github.com", new CallbackRules(false, Set.of()))::read);
    }

    private static Ask good(String json) {
        return read(json).fold(ask -> ask, problem -> {
            throw new AssertionError(problem.detail() + " " + problem.errors());
        });
    }

    private static Problem bad(String json) {
        return read(json)
                .fold(
                        ask -> {
                            throw new AssertionError("was taken: " + json);
                        },
                        problem -> problem);
    }

    private static List<String> badFields(String json) {
        return bad(json).errors().stream().map(FieldProblem::field).toList();
    }

    private static String ask(String field) {
        return "{\"repo\": \"o/r\", " + REST + ", " + field + "}";
    }

    @Test
    void aPlainAskGetsItsDefaults() {
        Ask ask = good(
                "{\"repo\": \"myorg/repo-a\", \"permissions\": [\"issues:write\", \"contents:read\"], \"reason\": \"Fixing #123\"}");

        assertThat(ask.scope().repositoryNames()).containsExactly("myorg/repo-a");
        assertThat(ask.scope().permissions().words()).containsExactly("contents:read", "issues:write");
        assertThat(ask.kind()).isEqualTo(Kind.INSTALLATION_TOKEN);
        assertThat(ask.ttl()).isEqualTo(Duration.ofHours(1));
        assertThat(ask.callbackUrl()).isEmpty();
        assertThat(ask.publicKey()).isEmpty();
    }

    @Test
    @Tag("T-32")
    void orderCaseAndRepetitionMakeNoOtherScope() {
        Ask one = good(
                "{\"repos\": [\"O/b\", \"o/A\", \"o/a\"], \"permissions\": [\"issues:read\", \"contents:read\", \"issues:read\"], \"reason\": \"x\"}");
        Ask other = good(
                "{\"repos\": [\"https://github.com/o/a.git\", \"o/b\"], \"permissions\": {\"contents\": \"read\", \"issues\": \"read\"}, \"reason\": \"x\"}");

        assertThat(one.scope()).isEqualTo(other.scope());
    }

    @ParameterizedTest
    @Tag("T-37")
    @Tag("T-39")
    @Tag("T-40")
    @ValueSource(
            strings = {
                "myorg/a/b",
                "myorg/",
                "myorg/..",
                "myorg//a",
                "myorg/a/",
                "myorg/a\\n",
                "myorg/%2e%2e",
                "myorg\\\\a",
                "myorg/a\\u0000",
                "/a",
                "a",
                "",
                "*",
                "myorg/*",
                "myor\\u212a/a",
                "\\u017fo/a",
                "myorg/\\uff41",
                "my\\u200borg/a",
                "\\u202eo/a",
                "myorg/a.",
                " myorg/a",
                "myorg/a ",
                "myorg/a#x",
                "myorg/.git",
                "myorg/a.git.git",
                "http://github.com/o/r",
                "https://user@github.com/o/r",
                "https://github.com:443/o/r",
                "https://github.com/o/r?x",
                "https://evil.example/o/r",
                "git@github.com:o/r.git",
                "myorg-/a",
                "my--org/a"
            })
    void whatIsNoRepositoryIsRefused(String text) {
        assertThat(badFields("{\"repo\": \"" + text + "\", " + REST + "}")).containsExactly("repo");
    }

    @Test
    @Tag("T-41")
    void twoOwnersAreRefused() {
        assertThat(bad("{\"repos\": [\"o/r\", \"p/r\"], " + REST + "}").detail())
                .contains("2 owners");
    }

    @ParameterizedTest
    @Tag("T-46")
    @ValueSource(
            strings = {
                "\"repos\": []",
                "\"repos\": null",
                "\"repos\": \"*\"",
                "\"repos\": [\"\"]",
                "\"repos\": [[\"o/r\"]]",
                "\"repos\": {}",
                "\"repo\": null",
                "\"repo\": [\"o/r\"]",
                "\"repo\": 1",
                "\"repo\": \"o/r\", \"repos\": [\"o/r\"]",
                "\"kind\": \"session\""
            })
    void noRepositoryIsNeverEveryRepository(String field) {
        assertThat(badFields("{" + field + ", " + REST + "}")).isNotEmpty().allMatch(name -> name.startsWith("repo"));
    }

    @ParameterizedTest
    @Tag("T-46")
    @ValueSource(ints = {51, 501, 2000})
    void tooManyRepositoriesAreRefused(int count) {
        String names =
                IntStream.range(0, count).mapToObj(at -> "\"o/r" + at + "\"").collect(Collectors.joining(","));

        assertThat(badFields("{\"repos\": [" + names + "], " + REST + "}")).hasSize(1);
    }

    @ParameterizedTest
    @Tag("T-44")
    @Tag("T-46")
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "\"contents:read\"",
                "[\"*\"]",
                "[\"*:read\"]",
                "[\"read\"]",
                "[\"contents\"]",
                "[\"contents:\"]",
                "[\"contents:none\"]",
                "[\"contents:READ\"]",
                "[\"contents:maintain\"]",
                "[\"contents:admin\"]",
                "[\"contents:read:write\"]",
                "[\" contents:read\"]",
                "[null]",
                "[[\"contents:read\"]]",
                "{\"contents\": null}",
                "{\"contents\": [\"read\"]}",
                "{\"contents\": \"READ\"}",
                "{\"__proto__\": \"read\"}",
                "[\"__proto__:read\"]",
                "[\"contents:read\", \"contents:write\"]",
                "7"
            })
    void onlyPermissionsThatGitHubKnowsAreTaken(String permissions) {
        assertThat(badFields("{\"repo\": \"o/r\", \"reason\": \"x\", \"permissions\": " + permissions + "}"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("permissions"));
    }

    @ParameterizedTest
    @Tag("T-45")
    @CsvSource({"pull-requests, pull_requests", "pull_request, pull_requests", "contentz, contents", "Issues, issues"})
    void aSlipInANameIsAnsweredWithTheRightOne(String slip, String right) {
        assertThat(bad("{\"repo\": \"o/r\", \"reason\": \"x\", \"permissions\": [\"" + slip + ":read\"]}")
                        .hint())
                .isEqualTo("Did you mean " + right + "?");
    }

    @Test
    @Tag("T-45")
    void anUnknownNameIsAnsweredWithAllThatAreKnown() {
        assertThat(bad("{\"repo\": \"o/r\", \"reason\": \"x\", \"permissions\": [\"warp_drive:read\"]}")
                        .hint())
                .contains("contents", "workflows");
    }

    @ParameterizedTest
    @Tag("T-73")
    @ValueSource(
            strings = {
                "9e18",
                "1e400",
                "-1",
                "0",
                "59",
                "3601",
                "3600.5",
                "3600.0",
                "\"3600\"",
                "\"59s\"",
                "\"61m\"",
                "\"-5m\"",
                "\"\u0661h\"",
                "\"1H\"",
                "\" 1h\"",
                "\"1h \"",
                "\"\"",
                "99999999999999999999999",
                "4294967296",
                "null",
                "true",
                "[60]",
                "\"1h30m\"",
                "\"2h\""
            })
    void aTtlOutOfRangeOrFormIsRefusedAndNeverCut(String ttl) {
        assertThat(badFields(ask("\"ttl\": " + ttl))).containsExactly("ttl");
    }

    @ParameterizedTest
    @Tag("T-73")
    @CsvSource({"60, 60", "3600, 3600", "'\"90s\"', 90", "'\"30m\"', 1800", "'\"1h\"', 3600"})
    void aTtlInRangeIsTakenExactly(String ttl, long seconds) {
        assertThat(good(ask("\"ttl\": " + ttl)).ttl()).hasSeconds(seconds);
    }

    @Test
    void aSessionMayLastDays() {
        assertThat(good(ask("\"kind\": \"session\", \"ttl\": \"7d\"")).ttl()).hasDays(7);
        assertThat(badFields(ask("\"kind\": \"session\", \"ttl\": \"8d\""))).containsExactly("ttl");
    }

    @ParameterizedTest
    @Tag("T-73")
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "\"x\"",
                "null",
                "{\"repo\": \"o/r\"",
                "{\"repo\": \"o/r\", \"repo\": \"o/s\"}",
                "{} {}",
                "{}x",
                "{\"ttl\": NaN}",
                "{\"ttl\": Infinity}",
                "{'repo': 'o/r'}",
                "{\"repo\": \"o/r\",}",
                "{/* hi */}",
                "\uFEFF{}",
                "{\"ttl\": 01}"
            })
    void whatIsNotStrictJsonIsRefused(String json) {
        assertThat(bad(json).code()).isEqualTo("malformed_json");
    }

    @Test
    @Tag("T-73")
    void deepNestingAndBrokenUtf8AreRefused() {
        assertThat(bad("{\"repo\": " + "[".repeat(5000) + "]".repeat(5000) + "}")
                        .code())
                .isEqualTo("malformed_json");
        Parsed<Ask> broken = read(new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'});
        Parsed<Ask> utf16 = read("{\"repo\": \"o/r\"}".getBytes(StandardCharsets.UTF_16));
        assertThat(List.of(broken, utf16))
                .allSatisfy(parsed -> assertThat(parsed.<String>fold(ask -> "taken", Problem::code))
                        .isEqualTo("malformed_json"));
    }

    @Test
    void everyWrongFieldIsNamedAtOnceAndUnknownOnesWithThoseThatAreKnown() {
        Problem problem = bad(
                "{\"repository\": \"o/r\", \"permissions\": [\"contents:x\", \"y:read\"], \"ttl\": 1, \"kind\": \"k\"}");

        assertThat(problem.errors().stream().map(FieldProblem::field))
                .containsExactly("repository", "repo", "permissions[0]", "permissions[1]", "reason", "kind", "ttl");
        assertThat(problem.hint()).contains("callback_url, kind, permissions, public_key, reason, repo, repos, ttl");
        assertThat(problem.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "\"\"", "\"  \\n\"", "\"\\u202e\\u200b\"", "\"a\\u0000b\""})
    void aReasonThatSaysNothingIsRefused(String reason) {
        assertThat(badFields("{\"repo\": \"o/r\", \"permissions\": [\"contents:read\"], \"reason\": " + reason + "}"))
                .containsExactly("reason");
    }

    @Test
    void aReasonOfMoreThan4KibIsRefused() {
        assertThat(badFields(ask("\"reason\": \"" + "x".repeat(4097) + "\"").replace("\"reason\": \"why\", ", "")))
                .containsExactly("reason");
    }

    @Test
    void aDeployKeyOpensOneRepositoryForContentsOnly() {
        String key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A".repeat(43);

        assertThat(good(ask("\"kind\": \"deploy_key\", \"public_key\": \"" + key + " bot@host\""))
                        .publicKey())
                .contains(new SshPublicKey(key));
        assertThat(badFields(ask("\"public_key\": \"" + key + "\""))).containsExactly("public_key");
        assertThat(badFields(ask("\"kind\": \"deploy_key\", \"public_key\": \"" + key + "\\n" + key + "\"")))
                .containsExactly("public_key");
        assertThat(
                        badFields(
                                "{\"repos\": [\"o/a\", \"o/b\"], \"permissions\": [\"issues:read\"], \"reason\": \"x\", \"kind\": \"deploy_key\"}"))
                .containsExactly("repos", "permissions");
    }

    @Test
    @Tag("T-38")
    void aTurkishMachineReadsTheSame() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(good("{\"repo\": \"HTTPS://GITHUB.COM/INIT/II.GIT\", " + REST + "}")
                            .scope()
                            .repositories()
                            .get(0)
                            .folded())
                    .isEqualTo("init/ii");
        } finally {
            Locale.setDefault(before);
        }
    }
}
