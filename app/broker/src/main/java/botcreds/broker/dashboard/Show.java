package botcreds.broker.dashboard;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.Durations;
import botcreds.broker.model.Kind;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Visible;
import botcreds.broker.requests.RequestView;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How the pages write things. What others have written comes out as text without tricks in it; jte escapes it then. */
final class Show {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int LONGEST_LINE = 300;
    private static final int LONGEST_TEXT = 2000;

    private Show() {}

    /** One line of somebody else's. */
    static String line(String text) {
        return Visible.line(text, LONGEST_LINE);
    }

    /** Some lines of somebody else's. */
    static String text(String text) {
        return Visible.lines(text, LONGEST_TEXT);
    }

    /** A time for programs. */
    static String datetime(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A time in full. */
    static String absolute(Instant at) {
        return UTC.format(at);
    }

    /** A time as people say it: {@code 5 minutes ago}, {@code in 2 hours}. */
    static String relative(Instant at, Instant now) {
        Duration span = Duration.between(at, now).abs();
        if (span.toSeconds() < 5) {
            return "now";
        }
        return at.isAfter(now) ? "in " + span(span) : span(span) + " ago";
    }

    static String span(Duration span) {
        long seconds = span.toSeconds();
        if (seconds < 90) {
            return counted(seconds, "second");
        }
        if (seconds < 90 * 60) {
            return counted(Math.round(seconds / 60.0), "minute");
        }
        return seconds < 36 * 3600
                ? counted(Math.round(seconds / 3600.0), "hour")
                : counted(Math.round(seconds / 86400.0), "day");
    }

    /** A whole number of minutes or hours. */
    static String exactly(Duration span) {
        return span.toMinutes() < 60 ? counted(span.toMinutes(), "minute") : counted(span.toHours(), "hour");
    }

    static String counted(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }

    /** For how long, and what it is. */
    static String span(AccessRequest request) {
        String what = request.kind() == Kind.INSTALLATION_TOKEN ? "" : " · " + word(request.kind());
        return Durations.format(request.ttl()) + what;
    }

    static String word(Enum<?> constant) {
        return AsciiCase.fold(constant.name()).replace('_', ' ');
    }

    /** What humans have made of the same before. */
    static String history(RequestView view) {
        if (view.approvedBefore() == 0) {
            return view.deniedBefore() == 0
                    ? "never asked before"
                    : "never approved, denied " + view.deniedBefore() + "× before";
        }
        return "approved " + view.approvedBefore() + "× before, "
                + (view.deniedBefore() == 0 ? "never denied" : "denied " + view.deniedBefore() + "×");
    }

    /** The colour of a request's state. */
    static String tone(RequestState state) {
        return switch (state) {
            case PENDING -> "wait";
            case APPROVED, ISSUED -> "good";
            case DENIED, FAILED, REVOKED -> "bad";
            case EXPIRED, CANCELLED -> "quiet";
        };
    }

    /** The colour of an event. */
    static String tone(String event) {
        if (event.contains("denied")
                || event.contains("refused")
                || event.contains("failed")
                || event.contains("rejected")
                || (event.contains("locked") && !event.contains("unlocked"))) {
            return "bad";
        }
        if (event.contains("issued") || event.contains("granted") || event.contains("refreshed")) {
            return "good";
        }
        return event.equals("approval_requested") ? "wait" : "quiet";
    }

    static String query(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
