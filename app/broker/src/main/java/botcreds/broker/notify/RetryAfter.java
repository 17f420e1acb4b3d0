package botcreds.broker.notify;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a receiver asks to be left alone: seconds or a date (RFC 9110, section 10.2.3). */
final class RetryAfter {
    private static final Pattern HEADER = Pattern.compile("(?im)^retry-after:[ \t]*([^\r\n]{1,64}?)[ \t]*\r?$");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,7}");

    private RetryAfter() {}

    /** Nothing when there is no such header, or it says neither; a date that is over is no time at all. */
    static Optional<Duration> in(String head, Instant now) {
        Matcher header = HEADER.matcher(head);
        if (!header.find()) {
            return Optional.empty();
        }
        String value = header.group(1);
        if (SECONDS.matcher(value).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
            return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
        } catch (DateTimeException neither) {
            return Optional.empty();
        }
    }
}
