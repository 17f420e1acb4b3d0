package botcreds.broker.http;

import botcreds.broker.model.Durations;
import botcreds.broker.model.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/** The field {@code ttl}. Out of range is refused and never cut, so that what was asked is what is shown and minted. */
final class TtlField {
    static final Duration DEFAULT = Duration.ofHours(1);

    private TtlField() {}

    static Optional<Duration> read(Fields fields, Kind kind) {
        if (!fields.has("ttl")) {
            return Optional.of(DEFAULT);
        }
        Optional<Duration> ttl = parse(fields.node("ttl"))
                .filter(asked -> asked.compareTo(Kind.SHORTEST_TTL) >= 0 && asked.compareTo(kind.longestTtl()) <= 0);
        if (ttl.isEmpty()) {
            fields.problem(
                    "ttl",
                    "It is no duration from " + Durations.format(Kind.SHORTEST_TTL) + " to "
                            + Durations.format(kind.longestTtl()) + ".",
                    "Write a text such as \"90s\", \"30m\", \"1h\" or a whole number of seconds."
                            + (kind == Kind.INSTALLATION_TOKEN
                                    ? " For longer work ask for \"kind\": \"session\"."
                                    : ""));
        }
        return ttl;
    }

    private static Optional<Duration> parse(JsonNode node) {
        if (node.isTextual()) {
            return Durations.parse(node.textValue());
        }
        // 3600.0 and 1e400 are not integral for Jackson, and what does not fit an int is longer than any kind allows.
        return node.isIntegralNumber() && node.canConvertToInt()
                ? Optional.of(Duration.ofSeconds(node.intValue()))
                : Optional.empty();
    }
}
