package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of a policy that Remember wrote, told from those of people by their form: the rule on one line, and behind it
 * the comment that names who, when and which request. Immutable and thread-safe.
 */
final class KeptRules {
    private static final Pattern COMMENT =
            Pattern.compile("  (# approved by (.+) (\\d{4}-\\d{2}-\\d{2}) #([a-z0-9]+))$");
    private static final int KEY_LENGTH = 32;

    private final Map<String, Place> byKey = new LinkedHashMap<>();
    private final Map<Seat, KeptRule> bySeat = new HashMap<>();

    /** A rule and where in its bot's list it is, 0-based, and its comment. */
    record Place(KeptRule rule, int index, String comment) {}

    private record Seat(BotId bot, int index) {}

    private KeptRules() {}

    /**
     * Finds them.
     *
     * @param text what the policy was read from
     */
    static KeptRules of(Policy policy, String text) {
        KeptRules kept = new KeptRules();
        List<String> lines = text.lines().toList();
        for (BotEntry bot : policy.bots()) {
            for (Rule rule : policy.rules(bot.id()).approvingRules()) {
                kept.look(bot.id(), rule, lines.get(rule.line() - 1));
            }
        }
        return kept;
    }

    /** All of them, in order of the file; of two that are the same to the letter, the first. */
    List<KeptRule> all() {
        return byKey.values().stream().map(Place::rule).toList();
    }

    Optional<Place> find(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Those that have a part in approving the scope. */
    List<KeptRule> covering(Policy policy, BotId bot, Scope scope, Instant at) {
        if (byKey.isEmpty()) {
            return List.of();
        }
        List<KeptRule> used = new ArrayList<>();
        policy.rules(bot)
                .cover(scope, LocalDate.ofInstant(at, ZoneOffset.UTC))
                .orElse(List.of())
                .forEach(rule -> Optional.ofNullable(bySeat.get(new Seat(bot, rule.index())))
                        .ifPresent(used::add));
        return used;
    }

    private void look(BotId bot, Rule rule, String line) {
        Optional<Permissions> permissions = permissions(rule);
        if (permissions.isEmpty()
                || !rule.repositories().isExact()
                || rule.maxTtl().isPresent()) {
            return;
        }
        String text =
                RuleLines.flow(rule.repositories().written(), rule.permissions().words(), rule.expires());
        int at = line.indexOf(text);
        if (at < 0) {
            return;
        }
        Matcher comment = COMMENT.matcher(line).region(at + text.length(), line.length());
        if (comment.lookingAt()) {
            keep(bot, rule, text, comment, permissions.get());
        }
    }

    private void keep(BotId bot, Rule rule, String text, Matcher comment, Permissions permissions) {
        LocalDate on;
        try {
            on = LocalDate.parse(comment.group(3));
        } catch (DateTimeException noSuchDay) {
            return;
        }
        String[] names = rule.repositories().written().split("/", 2);
        String key = key(bot, text + comment.group());
        KeptRule kept = new KeptRule(
                key,
                bot,
                new Repository(names[0], names[1]),
                permissions,
                comment.group(2),
                on,
                comment.group(4),
                rule.expires(),
                rule.line(),
                text);
        byKey.putIfAbsent(key, new Place(kept, rule.index(), comment.group(1)));
        bySeat.put(new Seat(bot, rule.index()), kept);
    }

    /** Remember writes permissions with their names; a bare level is a human's. */
    private static Optional<Permissions> permissions(Rule rule) {
        List<String> words = rule.permissions().words();
        return words.isEmpty() || words.stream().anyMatch(word -> word.indexOf(':') < 0)
                ? Optional.empty()
                : Optional.of(Permissions.ofWords(words));
    }

    private static String key(BotId bot, String text) {
        return PolicyText.sha256((bot + "\n" + text).getBytes(StandardCharsets.UTF_8))
                .substring(0, KEY_LENGTH);
    }
}
