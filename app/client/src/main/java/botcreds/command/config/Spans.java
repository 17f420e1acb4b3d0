package botcreds.command.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people type them: {@code 90s 30m 4h 7d}, whole seconds, or ISO 8601 ({@code PT4H}). */
public final class Spans {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhd]?)");

    private Spans() {}

    /**
     * Reads one.
     *
     * @throws CommandFailure if it is none
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                case "d" -> Duration.ofDays(count);
                default -> Duration.ofSeconds(count);
            };
        }
        try {
            Duration parsed = Duration.parse(text);
            if (!parsed.isNegative()) {
                return parsed;
            }
        } catch (DateTimeException malformed) {
            // Told below, in words of our own.
        }
        throw CommandFailure.usage("'" + text + "' is no length of time.", "Write 90s, 30m, 4h, 7d or PT4H.");
    }
}
