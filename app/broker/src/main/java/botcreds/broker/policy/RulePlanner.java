package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Repository;
import botcreds.broker.policy.YamlNode.Entries;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Works out what the policy file looks like with new rules in it, and believes nothing before it was read back: the new
 * file must say the old one plus exactly these rules, pass its own tests, and approve what it was changed for. No I/O.
 */
final class RulePlanner {
    private static final String BY_HAND = " Write it into the file by hand.";

    private final PolicyReader reader;

    RulePlanner(PolicyReader reader) {
        this.reader = reader;
    }

    /** The file as it would be, or why it stays. */
    sealed interface Plan {
        record Change(List<String> rules, String text, String diff, Policy policy) implements Plan {}

        record Stay(Remembered answer) implements Plan {}
    }

    Plan plan(byte[] bytes, RememberedRule rule, Instant now) {
        PolicyReading reading = reader.read(bytes, now);
        if (reading.policy().isEmpty()) {
            return refuse("The policy file has errors now, so nothing was added: " + firstError(reading));
        }
        Policy policy = reading.policy().get();
        Decision decision = policy.decide(rule.bot(), rule.scope(), now);
        if (decision instanceof Deny deny) {
            return refuse(
                    "A deny covers this: " + deny.rule() + ", " + deny.rule().why() + ".");
        }
        if (decision instanceof AutoApprove auto) {
            return new Plan.Stay(new Remembered.Already("The policy approves this already: " + auto.rule() + "."));
        }
        if (policy.bot(rule.bot()).isEmpty()) {
            return refuse("The policy lists no bot " + rule.bot() + "; add it with its identity under bots first.");
        }
        if (rule.expires().isPresent() && rule.expires().get().isBefore(today(now))) {
            return refuse("The rule would have ended on " + rule.expires().get() + "; choose a later day.");
        }
        return change(bytes, policy, rule, now);
    }

    private Plan change(byte[] bytes, Policy policy, RememberedRule rule, Instant now) {
        List<Repository> repositories = policy.rules(rule.bot()).uncovered(rule.scope(), today(now));
        RuleLines lines = new RuleLines(repositories, rule.scope(), rule.expires());
        String text = new String(bytes, StandardCharsets.UTF_8);
        Entries before = read(bytes).orElseThrow();
        Optional<String> added = Splice.add(text, before, rule.bot(), lines.flow(), RuleLines.comment(rule));
        if (added.isEmpty()) {
            return refuse("The list of " + rule.bot() + " ends in a text written with | or >." + BY_HAND);
        }
        byte[] fresh = added.get().getBytes(StandardCharsets.UTF_8);
        Object expected = withList(before, rule.bot(), list -> list.addAll(lines.plain()));
        Optional<Object> actual = read(fresh).map(YamlNode::plain);
        if (actual.isEmpty() || !Objects.equals(expected, actual.get())) {
            return refuse("The list of " + rule.bot() + " is written in a way that leaves no sure place." + BY_HAND);
        }
        PolicyReading reading = reader.read(fresh, now);
        if (reading.policy().isEmpty()) {
            return refuse("With this rule the policy would not hold: " + firstError(reading));
        }
        Decision then = reading.policy().get().decide(rule.bot(), rule.scope(), now);
        if (!(then instanceof AutoApprove)) {
            return refuse("Even with this rule the policy would not approve it: " + then.rule() + "." + BY_HAND);
        }
        String diff = Diff.of(text, added.get());
        return new Plan.Change(lines.flow(), added.get(), diff, reading.policy().get());
    }

    static Plan refuse(String why) {
        return new Plan.Stay(new Remembered.Refused(why));
    }

    static String firstError(PolicyReading reading) {
        return reading.issues().stream()
                .filter(issue -> issue.severity() == PolicyIssue.Severity.ERROR)
                .map(PolicyIssue::toString)
                .findFirst()
                .orElse("unreadable");
    }

    static Optional<Entries> read(byte[] bytes) {
        return PolicyReader.document(bytes, new Issues());
    }

    /** Returns what the document says, with this done to the bot's list of approved things. */
    static Object withList(Entries document, BotId bot, Consumer<List<Object>> change) {
        Map<String, Object> policy = copy(document.plain());
        Map<String, Object> bots = copy(policy.getOrDefault("bots", Map.of()));
        Map<String, Object> entry = copy(bots.getOrDefault(bot.value(), Map.of()));
        List<Object> list = new ArrayList<>();
        if (entry.get("auto_approve") instanceof List<?> existing) {
            list.addAll(existing);
        }
        change.accept(list);
        entry.put("auto_approve", list);
        bots.put(bot.value(), entry);
        policy.put("bots", bots);
        return policy;
    }

    private static Map<String, Object> copy(Object plain) {
        return plain instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .collect(Collectors.toMap(
                                each -> String.valueOf(each.getKey()),
                                Map.Entry::getValue,
                                (one, other) -> one,
                                LinkedHashMap::new))
                : new LinkedHashMap<>();
    }

    private static LocalDate today(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}
