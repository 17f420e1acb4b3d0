package botcreds.broker.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void wordsAndOptionsComeInAnyOrder() {
        CommandLine line = parse("Approve --persist #a3f2");
        assertThat(line.verb()).isEqualTo("approve");
        assertThat(line.words()).containsExactly("#a3f2");
        assertThat(line.has("persist")).isTrue();
        assertThat(parse("log --since=24h --bot machina-bot").option("bot")).contains("machina-bot");
    }

    @Test
    void quotesHoldWordsTogether() {
        assertThat(parse("deny a3f2 --reason=\"not today\"").option("reason")).contains("not today");
        assertThat(parse("deny a3f2 'not today'").words()).containsExactly("a3f2", "not today");
        assertThat(parse("deny a3f2 don't").words()).containsExactly("a3f2", "don't");
    }

    @Test
    void whatPhonesMakeOfDashesAndQuotesIsUndone() {
        CommandLine line = parse("approve a3f2 \u2014persist");
        assertThat(line.has("persist")).isTrue();
        assertThat(parse("deny a3f2 \u2014reason=\u201cnot today\u201d").option("reason"))
                .contains("not today");
    }

    @Test
    void whatSlackEscapesIsReadAsItWasTyped() {
        assertThat(parse("can b <https://github.com/o/r> contents:read").words())
                .containsExactly("b", "https://github.com/o/r", "contents:read");
        assertThat(parse("can b <http://o.example/r|o/r>").words()).contains("http://o.example/r");
        assertThat(parse("deny a3f2 a &lt; b &amp;amp; c").words()).endsWith("a", "<", "b", "&amp;", "c");
    }

    @Test
    void nothingTypedIsNothing() {
        assertThat(parse("  ").verb()).isEmpty();
        assertThat(parse("--").words()).isEmpty();
    }

    private static CommandLine parse(String typed) {
        return CommandLine.parse(typed, Set.of("persist"));
    }
}
