package botcreds.broker.policy;

import java.util.Optional;

/**
 * What remembering would do.
 *
 * @param rule   the rules it would add, each a line of YAML; empty when it would be refused
 * @param whyNot a sentence, exactly when there is no rule
 */
public record Preview(Optional<String> rule, Optional<String> whyNot) {
    static Preview of(String rule) {
        return new Preview(Optional.of(rule), Optional.empty());
    }

    static Preview no(String why) {
        return new Preview(Optional.empty(), Optional.of(why));
    }
}
