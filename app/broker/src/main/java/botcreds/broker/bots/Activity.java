package botcreds.broker.bots;

import botcreds.broker.model.AuditEvent;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a bot did, in a few lines for people: how often each thing, and the newest ones. */
final class Activity {
    private static final int MOST_LINES = 20;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Activity() {}

    /** @param newestFirst rows of the log */
    static String of(List<AuditEvent.Recorded> newestFirst) {
        if (newestFirst.isEmpty()) {
            return "nothing";
        }
        Map<String, Long> counts = newestFirst.stream()
                .collect(Collectors.groupingBy(row -> row.event().type().word(), TreeMap::new, Collectors.counting()));
        String summary = counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue() + "×")
                .collect(Collectors.joining(", "));
        return summary + "\n"
                + newestFirst.stream().limit(MOST_LINES).map(Activity::line).collect(Collectors.joining("\n"));
    }

    private static String line(AuditEvent.Recorded row) {
        Map<String, String> detail = row.event().detail();
        return TIME.format(row.at()) + " " + row.event().type().word()
                + Optional.ofNullable(detail.get("repo"))
                        .map(repo -> " " + repo)
                        .orElse("")
                + Optional.ofNullable(detail.get("permissions"))
                        .map(some -> " " + some)
                        .orElse("")
                + Optional.ofNullable(detail.get("client_ip"))
                        .map(from -> " from " + from)
                        .orElse("");
    }
}
