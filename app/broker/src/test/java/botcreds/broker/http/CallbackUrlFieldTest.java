package botcreds.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.CallbackRules;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackUrlFieldTest {
    private static final AskReader READER =
            new AskReader("github.com", new CallbackRules(true, Set.of("bot.example:8443")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://bot.example/hook",
                "https://",
                "https://user:pass@bot.example/",
                "https://bot.example/#x",
                "bot.example",
                "",
                "https://bot.example/a b",
                "file:///etc/passwd",
                "https://bot.example:99999/",
                "javascript:alert(1)",
                "https://127.0.0.1/",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://0.0.0.0/",
                "https://169.254.169.254/",
                "https://[fd00:ec2::254]/",
                "https://100.64.0.1/",
                "https://[64:ff9b::7f00:1]/",
                "https://localhost/",
                "https://localhost./",
                "https://bot.localhost/",
                "https://bot.example:22/",
                "https://bot.example:8444/",
                "http://bot.example:8080/"
            })
    @Tag("T-78")
    void aCallbackUrlIsHttpsAndNothingElse(String url) {
        assertThat(badFields(url)).containsExactly("callback_url");
    }

    @Test
    void aGoodCallbackUrlIsKeptAsItIs() {
        assertThat(READER.read(asking("https://bot.example:8443/hook?x=1"))
                        .<String>fold(ask -> ask.callbackUrl().orElseThrow(), problem -> problem.detail()))
                .isEqualTo("https://bot.example:8443/hook?x=1");
        assertThat(badFields("https://bot.example/" + "x".repeat(2048))).hasSize(1);
    }

    private static List<String> badFields(String url) {
        return READER.read(asking(url))
                .fold(
                        ask -> List.of(),
                        problem -> problem.errors().stream()
                                .map(FieldProblem::field)
                                .toList());
    }

    private static ObjectNode asking(String url) {
        ObjectNode ask = StrictJson.object();
        ask.put("repo", "o/r")
                .put("reason", "why")
                .put("callback_url", url)
                .putArray("permissions")
                .add("contents:read");
        return ask;
    }
}
