package botcreds.broker.policy;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code quiet_hours:}. */
final class QuietHoursReader {
    private static final List<String> KEYS = List.of("from", "to", "zone");
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");

    private final Issues issues;

    QuietHoursReader(Issues issues) {
        this.issues = issues;
    }

    Optional<QuietHours> quietHours(Section policy) {
        return policy.node("quiet_hours")
                .flatMap(node -> Section.open(node, "quiet_hours", KEYS, issues))
                .flatMap(this::read);
    }

    private Optional<QuietHours> read(Section section) {
        Optional<LocalTime> from = time(section, "from");
        Optional<LocalTime> to = time(section, "to");
        Optional<ZoneId> zone = zone(section);
        if (from.isEmpty() || to.isEmpty() || zone.isEmpty()) {
            return Optional.empty();
        }
        if (from.equals(to)) {
            section.error("no_hours", "to", "is the same as from; remove quiet_hours, or name another end.");
            return Optional.empty();
        }
        return Optional.of(new QuietHours(from.get(), to.get(), zone.get()));
    }

    private static Optional<LocalTime> time(Section section, String key) {
        if (!section.has(key)) {
            section.error("missing", key, "is missing; quiet_hours needs from, to and zone.");
            return Optional.empty();
        }
        Optional<String> text = section.text(key);
        if (text.filter(each -> !TIME.matcher(each).matches()).isPresent()) {
            section.error("not_a_time", key, "expected a time of day in quotes, such as \"22:00\".");
            return Optional.empty();
        }
        return text.map(LocalTime::parse);
    }

    private static Optional<ZoneId> zone(Section section) {
        if (!section.has("zone")) {
            section.error("missing", "zone", "is missing; name one such as Europe/Berlin, or UTC.");
            return Optional.empty();
        }
        return section.text("zone").flatMap(text -> {
            try {
                return Optional.of(ZoneId.of(text));
            } catch (DateTimeException unknown) {
                section.error("unknown_zone", "zone", "expected a time zone such as Europe/Berlin, or UTC.");
                return Optional.empty();
            }
        });
    }
}
