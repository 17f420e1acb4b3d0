package botcreds.broker.github;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import okhttp3.Headers;

/** How a call went. The distinction that matters: whether GitHub can have done what it was asked. */
sealed interface Exchange {

    /** GitHub answered, and not with a limit. */
    final class Answered implements Exchange {
        private final int status;
        private final Headers headers;
        private final byte[] body;

        Answered(int status, Headers headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        int status() {
            return status;
        }

        /** The value of a header, whose name may be written in any case. */
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        /** The bytes themselves, not a copy; nobody writes to them. */
        byte[] body() {
            return body;
        }

        /** Returns GitHub's own sentence, to recognise it by; it goes to nobody. Empty text when there is none. */
        String message() {
            return Json.read(body).map(tree -> tree.path("message").asText("")).orElse("");
        }

        boolean says(String part) {
            return message().contains(part);
        }

        Optional<JsonNode> json() {
            return Json.read(body).filter(JsonNode::isObject);
        }

        /** The time at GitHub. */
        Optional<Instant> date() {
            return header("Date").flatMap(Answered::httpDate);
        }

        /** RFC 9110 allows seconds and a date; the date is compared with GitHub's clock, not ours. */
        Optional<Duration> retryAfter(Instant now) {
            return header("Retry-After")
                    .flatMap(text -> text.matches("[0-9]{1,9}")
                            ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                            : httpDate(text).map(end -> Duration.between(date().orElse(now), end)));
        }

        private static Optional<Instant> httpDate(String text) {
            try {
                return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
            } catch (DateTimeException notOne) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return "an answer with status " + status;
        }
    }

    /** The connection was never made, so nothing can have happened. */
    record Unsent(String why) implements Exchange {}

    /** The call went out and no whole answer came back: anything can have happened. */
    record Lost(String why, boolean timedOut) implements Exchange {}

    /** Nothing happened, because GitHub limits us or too much is going on at once. */
    record HeldBack(Duration retryAfter) implements Exchange {}

    /** Nothing was sent, because no key of the App could sign. */
    record Unsigned(String why) implements Exchange {}
}
