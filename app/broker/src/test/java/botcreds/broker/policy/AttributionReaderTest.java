package botcreds.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Attribution;
import botcreds.broker.model.BotId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributionReaderTest {
    @Test
    void aBotsOwnDemandsReplaceTheDefaultsAsAWhole() {
        Policy policy = Policies.policy("""
                bots:
                  machina-bot:
                    attribution: {trailer: required, prefix: "[machina]", co_author: machina@example.com}
                  quiet-bot:
                    attribution: {trailer: optional}
                  plain-bot: {}
                defaults:
                  attribution: {trailer: required}
                """);

        assertThat(policy.attribution(new BotId("machina-bot")))
                .isEqualTo(new Attribution(true, Optional.of("[machina]"), Optional.of("machina@example.com")));
        assertThat(policy.attribution(new BotId("quiet-bot"))).isEqualTo(Attribution.NOT_DEMANDED);
        assertThat(policy.attribution(new BotId("plain-bot")).required()).isTrue();
        assertThat(policy.attribution(new BotId("never-listed")).required()).isTrue();
        assertThat(policy.demandsAttribution()).isTrue();
        assertThat(Policies.policy("bots: {}").demandsAttribution()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{trailer: always}",
                "{prefix: \"a\\nb\"}",
                "{prefix: \"#x\"}",
                "{prefix: \" x\"}",
                "{prefix: \"x \"}",
                "{prefix: \"é\"}",
                "{co_author: machina}",
                "{co_author: \"a@b.c>\\nBot: other\"}",
                "{co-author: a@b.c}",
                "required"
            })
    void whatCannotBeACommitsLineIsRefused(String attribution) {
        assertThat(Policies.reading("bots: {}\ndefaults:\n  attribution: " + attribution + "\n")
                        .policy())
                .isEmpty();
    }
}
