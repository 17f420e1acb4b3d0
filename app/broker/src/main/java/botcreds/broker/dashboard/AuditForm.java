package botcreds.broker.dashboard;

import botcreds.broker.access.LogQuery;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Durations;
import botcreds.broker.model.Repository;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody searches the log for, as they typed it, and what is wrong with that.
 *
 * @param problems what to write instead, by the name of the field
 */
record AuditForm(
        String bot, String repo, String event, String since, Optional<Long> before, Map<String, String> problems) {
    static final int ROWS = 50;

    /** Fields of a row that are worth a line; the whole row is behind them. */
    static final List<String> SHOWN = List.of(
            "repo", "permissions", "approval", "actor_name", "actor", "rule", "reason", "decision_reason", "detail");

    /** What can be chosen, and how it reads. */
    static final Map<String, String> SPANS = spans();

    private static final String BY_DEFAULT = "24h";

    static AuditForm read(Map<String, String> query) {
        String bot = query.getOrDefault("bot", "");
        String repo = query.getOrDefault("repo", "");
        String event = query.getOrDefault("event", "");
        String since = query.getOrDefault("since", BY_DEFAULT);
        Map<String, String> problems = new java.util.TreeMap<>();
        if (!bot.isEmpty() && !isBot(bot)) {
            problems.put("bot", "No bot can have this name. Write it as it stands under bots: in the policy.");
        }
        if (!repo.isEmpty() && Repository.parse(repo, "github.com").isEmpty()) {
            problems.put("repo", "Write it as owner/name.");
        }
        if (!event.isEmpty() && !events().contains(event)) {
            problems.put("event", "There is no such event. Choose one.");
        }
        if (!SPANS.containsKey(since) && Durations.parse(since).isEmpty()) {
            problems.put("since", "Choose a span, or write one such as 90m or 3d.");
        }
        Optional<Long> before = Optional.ofNullable(query.get("before"))
                .filter(number -> number.matches("[1-9][0-9]{0,17}"))
                .map(Long::valueOf);
        return new AuditForm(bot, repo, event, since, before, problems);
    }

    static List<String> events() {
        return Arrays.stream(AuditEvent.Type.values())
                .map(AuditEvent.Type::word)
                .sorted()
                .toList();
    }

    LogQuery query(Instant now) {
        Optional<Duration> back = Durations.parse(since);
        return new LogQuery(
                back.map(now::minus),
                Optional.empty(),
                before,
                some(bot),
                Repository.parse(repo, "github.com").map(Repository::fullName),
                some(event),
                ROWS);
    }

    /** The same search from another row on. */
    String address(long from) {
        return "/audit?" + "bot=" + Show.query(bot) + "&repo=" + Show.query(repo) + "&event=" + Show.query(event)
                + "&since=" + Show.query(since) + "&before=" + from;
    }

    boolean narrows() {
        return !bot.isEmpty() || !repo.isEmpty() || !event.isEmpty();
    }

    private static Optional<String> some(String text) {
        return Optional.of(text).filter(each -> !each.isEmpty());
    }

    private static boolean isBot(String text) {
        try {
            return !new BotId(text).value().isEmpty();
        } catch (IllegalArgumentException impossible) {
            return false;
        }
    }

    private static Map<String, String> spans() {
        Map<String, String> spans = new java.util.LinkedHashMap<>();
        spans.put("1h", "last hour");
        spans.put(BY_DEFAULT, "last 24 hours");
        spans.put("7d", "last 7 days");
        spans.put("30d", "last 30 days");
        spans.put("all", "all time");
        return java.util.Collections.unmodifiableMap(spans);
    }
}
