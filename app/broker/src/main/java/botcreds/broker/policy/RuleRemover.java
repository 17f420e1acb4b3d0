package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import botcreds.broker.policy.RulePlanner.Plan;
import botcreds.broker.policy.YamlNode.Entries;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Works out what the policy file looks like without one remembered rule, and believes nothing before it was read back: the
 * new file must say the old one less exactly this rule, and pass its own tests. No I/O.
 */
final class RuleRemover {
    private final PolicyReader reader;

    RuleRemover(PolicyReader reader) {
        this.reader = reader;
    }

    Plan plan(byte[] bytes, String key, Instant now) {
        PolicyReading reading = reader.read(bytes, now);
        if (reading.policy().isEmpty()) {
            return RulePlanner.refuse(
                    "The policy file has errors now, so nothing was removed: " + RulePlanner.firstError(reading));
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return KeptRules.of(reading.policy().get(), text)
                .find(key)
                .map(place -> without(bytes, text, place, now))
                .orElseGet(
                        () -> new Plan.Stay(
                                new Remembered.Already(
                                        "that rule no longer stands in the policy as it was remembered; someone removed or changed it.")));
    }

    private Plan without(byte[] bytes, String text, KeptRules.Place place, Instant now) {
        Entries before = RulePlanner.read(bytes).orElseThrow();
        BotId bot = place.rule().bot();
        Optional<String> removed = Unsplice.remove(text, before, bot, place);
        if (removed.isEmpty()) {
            return unsure(bot);
        }
        byte[] fresh = removed.get().getBytes(StandardCharsets.UTF_8);
        Object expected = RulePlanner.withList(before, bot, list -> list.remove(place.index()));
        Optional<Object> actual = RulePlanner.read(fresh).map(YamlNode::plain);
        if (actual.isEmpty() || !Objects.equals(expected, actual.get())) {
            return unsure(bot);
        }
        PolicyReading reading = reader.read(fresh, now);
        if (reading.policy().isEmpty()) {
            return RulePlanner.refuse(
                    "Without this rule the policy would not hold: " + RulePlanner.firstError(reading));
        }
        return new Plan.Change(
                List.of(place.rule().text()),
                removed.get(),
                Diff.of(text, removed.get()),
                reading.policy().get());
    }

    private static Plan unsure(BotId bot) {
        return RulePlanner.refuse(
                "The list of " + bot
                        + " is written in a way that does not show surely where the rule ends. Take it out of the file by hand.");
    }
}
