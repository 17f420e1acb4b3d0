package botcreds.broker.policy;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Scope;
import java.time.Instant;
import java.util.Optional;

/** What the file itself says must be decided. */
record PolicyTest(String path, YamlNode.Span span, BotId bot, Scope scope, Expectation expected) {
    /** The words after {@code expect:}. */
    enum Expectation {
        DENY,
        AUTO_APPROVE,
        REQUIRES_APPROVAL;

        String word() {
            return AsciiCase.fold(name());
        }

        static Optional<Expectation> parse(String text) {
            for (Expectation each : values()) {
                if (each.word().equals(text)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }

        private static Expectation of(Decision decision) {
            return decision.fold(deny -> DENY, auto -> AUTO_APPROVE, asked -> REQUIRES_APPROVAL);
        }
    }

    void run(Policy policy, Instant now, Issues issues) {
        Decision decision = policy.decide(bot, scope, now);
        Expectation actual = Expectation.of(decision);
        if (actual != expected) {
            String message = path + ": expected " + expected.word() + " and got " + actual.word() + " by "
                    + decision.rule() + ": " + decision.rule().why() + ". Correct the rule or the test.";
            issues.error("test_failed", span, message);
        }
    }
}
