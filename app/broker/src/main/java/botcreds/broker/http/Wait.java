package botcreds.broker.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a bot wants its answer held back while nobody has decided.
 *
 * @param seconds       0 to 60
 * @param preferred     whether it was asked for by {@code Prefer}, so that {@code Preference-Applied} answers it
 * @param deadlineNanos when it is over, on the clock of {@link System#nanoTime}
 */
record Wait(int seconds, boolean preferred, long deadlineNanos) {
    /** Proxies cut idle connections at 60 s. */
    static final int LONGEST = 60;

    private static final Pattern PREFERENCE =
            Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(?:$|[,;])");

    /** Reads {@code ?wait=N}, or else {@code Prefer: wait=N} (RFC 7240), which is ignored when it makes no sense. */
    static Parsed<Wait> read(Query query, List<String> prefer) {
        Optional<String> parameter = query.one("wait");
        if (parameter.isPresent() && !parameter.get().matches("[0-9]{1,9}")) {
            query.problem("wait", "It is not a number of seconds.", "Write 0 to " + LONGEST + ".");
        }
        if (!query.problems().isEmpty()) {
            return Parsed.bad(Problem.invalid(query.problems()));
        }
        return Parsed.value(parameter
                .map(text -> of(Integer.parseInt(text), false))
                .or(() -> prefer.stream()
                        .map(PREFERENCE::matcher)
                        .filter(Matcher::find)
                        .findFirst()
                        .map(found -> of(Integer.parseInt(found.group(1)), true)))
                .orElseGet(() -> of(0, false)));
    }

    private static Wait of(int asked, boolean preferred) {
        int seconds = Math.min(asked, LONGEST);
        return new Wait(seconds, preferred, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
    }

    /** Returns what is left of it, zero when it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    Reply noteIn(Reply reply) {
        return preferred ? reply.with("Preference-Applied", "wait=" + seconds) : reply;
    }
}
