package botcreds.broker.pushes;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Attribution;
import botcreds.broker.model.BotId;
import botcreds.broker.model.CommitMessage;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttributionJudgeTest {
    private static final BotId MACHINA = new BotId("machina-bot");
    private static final BotId QUIET = new BotId("quiet-bot");
    private static final Attribution ALL =
            new Attribution(true, Optional.of("[machina]"), Optional.of("Machina@example.com"));
    private static final String GOOD = """
            [machina] Mend the build

            It was broken.

            Co-Authored-By: machina-bot <machina@Example.com>
            Bot: machina-bot
            """;

    @Test
    void aCommitThatSaysAllIsFine() {
        assertThat(fault(GOOD, Set.of(MACHINA, QUIET))).isEmpty();
        assertThat(fault(GOOD.replace("\n", "\r\n"), Set.of(MACHINA))).isEmpty();
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(fault("[machina] x", Set.of(MACHINA)).orElseThrow()).contains("no trailer");
        assertThat(fault(GOOD.replace("[machina] ", ""), Set.of(MACHINA)).orElseThrow())
                .contains("[machina]");
        assertThat(fault(GOOD.replace("machina@", "other@"), Set.of(MACHINA)).orElseThrow())
                .contains("co-author");
    }

    @Test
    void aTrailerInTheMiddleOrAsTheSubjectIsNone() {
        assertThat(fault("Bot: machina-bot", Set.of(MACHINA))).isPresent();
        assertThat(fault("[machina] x\n\nBot: machina-bot\n\nand more text", Set.of(MACHINA)))
                .isPresent();
    }

    @Test
    void aBotThatHeldNothingHereCannotBeNamed() {
        assertThat(fault(GOOD, Set.of(QUIET)).orElseThrow())
                .contains("machina-bot")
                .contains("held no credential");
        assertThat(fault("x\n\nBot: <!channel> *x*", Set.of(MACHINA)).orElseThrow())
                .doesNotContain("<!channel>");
    }

    @Test
    void severalBotsAreNoAttribution() {
        assertThat(fault(GOOD + "Bot: quiet-bot\n", Set.of(MACHINA, QUIET)).orElseThrow())
                .contains("several");
    }

    @Test
    void withoutATrailerABotThatNeedsNoneGetsTheBenefitOfTheDoubt() {
        assertThat(fault("plain", Set.of(MACHINA, QUIET))).isEmpty();
        assertThat(fault("plain", Set.of())).isPresent();
    }

    private static Optional<String> fault(String message, Set<BotId> holders) {
        return AttributionJudge.fault(
                CommitMessage.read(message), holders, bot -> bot.equals(MACHINA) ? ALL : Attribution.NOT_DEMANDED);
    }
}
