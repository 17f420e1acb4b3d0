package botcreds.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotifyReaderTest {
    private static final String TOP = """
            notify:
              waiting: [{mail: always@example.com}, slack, {mail: [a@example.com, always@example.com]}]
              denied: [{webhook: "https://siem.example/hook"}]
              notice: [slack, {mail: ops@example.com}]
            """;

    private static Policy policy() {
        return Policies.policy(TOP + Policies.withBot("""
                notify: {denied: []}
                requires_approval:
                  - repo: "myorg/sensitive-*"
                    notify: {waiting: [{mail: security@example.com}]}
                """));
    }

    private static List<Way> ways(String repository, Happening happening) {
        return policy().ways(Policies.BOT, Policies.scope(repository, "contents:read"), happening);
    }

    @Test
    void whatStandsBehindSlackIsToldInItsPlaceAndNobodyTwice() {
        assertThat(ways("myorg/plain", Happening.WAITING))
                .containsExactly(
                        new Way(Way.Kind.MAIL, "always@example.com", false),
                        new Way(Way.Kind.MAIL, "a@example.com", true));
        assertThat(policy().waysForNotices()).containsExactly(new Way(Way.Kind.MAIL, "ops@example.com", true));
    }

    @Test
    void theRuleCountsBeforeTheBotAndTheBotBeforeTheFileForEachEventByItself() {
        assertThat(ways("myorg/sensitive-a", Happening.WAITING))
                .containsExactly(new Way(Way.Kind.MAIL, "security@example.com", false));
        assertThat(ways("myorg/sensitive-a", Happening.DENIED)).isEmpty();
        assertThat(policy().ways(
                                new botcreds.broker.model.BotId("other"),
                                Policies.scope("myorg/sensitive-a", "contents:read"),
                                Happening.DENIED))
                .containsExactly(new Way(Way.Kind.WEBHOOK, "https://siem.example/hook", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{wating: []}|notify: unknown key \"wating\". Did you mean \"waiting\"?",
                "{waiting: [pager]}|\"pager\" is no way to tell anyone",
                "{waiting: [{mail: a@b.example, webhook: \"https://c.example\"}]}|name one of mail and webhook",
                "{waiting: [{}]}|name one of mail and webhook",
                "{waiting: [{sms: 1}]}|unknown key \"sms\"",
                "{denied: [slack]}|the card in Slack shows this anyway",
                "{waiting: [{webhook: \"ftp://c.example\"}]}|expected an https URL",
                "{waiting: [{webhook: \"https://u:p@c.example\"}]}|expected an https URL",
                "{waiting: slack}|expected a list",
            })
    void whatIsWrongIsToldWithItsLine(String notify, String message) {
        PolicyReading reading = Policies.reading("bots: {}\nnotify: " + notify + "\n");

        assertThat(reading.policy()).isEmpty();
        assertThat(reading.issues())
                .filteredOn(issue -> issue.severity() == PolicyIssue.Severity.ERROR)
                .allSatisfy(issue -> assertThat(issue.line()).isEqualTo(2))
                .anySatisfy(issue -> assertThat(issue.message()).contains(message));
    }

    @ParameterizedTest
    @Tag("T-71")
    @ValueSource(
            strings = {
                "Eve <eve@example.com>",
                "a@example.com,b@example.com",
                "a@example.com\\r\\nBcc: b@example.com",
                "\\\"a b\\\"@example.com",
                "a@b@example.com",
                "@example.com"
            })
    void noAddressCanSayMoreThanAnAddress(String address) {
        assertThat(Policies.reading("bots: {}\nnotify: {waiting: [{mail: \"" + address + "\"}]}\n")
                        .policy())
                .isEmpty();
    }

    @Test
    void aNoticeIsNoBotsOwn() {
        assertThat(Policies.reading(Policies.withBot("notify: {notice: []}")).policy())
                .isEmpty();
    }
}
