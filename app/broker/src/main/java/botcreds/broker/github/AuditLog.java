package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.github.Exchange.HeldBack;
import botcreds.broker.model.Secret;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * GitHub's own audit log of an enterprise or an organization, searched by {@code hashed_token}. It has a token and limits of
 * its own, so that it can never hold up a mint. Thread-safe; a call blocks for a few times the call timeout at most.
 */
public final class AuditLog implements AutoCloseable {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration WHEN_REFUSED = Duration.ofHours(1);

    private final Wire wire;
    private final String path;
    private final Secret authorization;

    /**
     * @param owner {@code enterprises/NAME} or {@code orgs/NAME}
     * @param token may read that log
     */
    public AuditLog(Endpoint endpoint, String owner, Secret token, InstantSource clock, CallObserver observer) {
        this.wire = new Wire(endpoint, new Limits(clock, System::nanoTime), new Observing(observer, System::nanoTime));
        this.path = "/" + owner + "/audit-log";
        this.authorization = Secret.of("Bearer " + token.reveal());
    }

    /**
     * Looks a token up by its hash.
     *
     * @param sha256 base64 with its padding. GitHub's own examples stand without, so both are looked for.
     */
    public TokenUse useOf(String sha256) {
        TokenUse bare = search(sha256.replace("=", ""));
        return bare instanceof TokenUse.NotSeen ? search(sha256) : bare;
    }

    private TokenUse search(String hashedToken) {
        String phrase = URLEncoder.encode("hashed_token:\"" + hashedToken + "\"", StandardCharsets.UTF_8);
        Exchange exchange = wire.send(new Call(
                Call.Who.ANYBODY,
                "GET",
                wire.uri(path + "?phrase=" + phrase + "&include=all&order=desc&per_page=1"),
                Optional.of(authorization),
                ""));
        if (exchange instanceof HeldBack held) {
            return new TokenUse.Unknown(held.retryAfter(), "GitHub limits the reading of its audit log");
        }
        if (!(exchange instanceof Answered answer)) {
            return new TokenUse.Unknown(SOON, "GitHub did not answer");
        }
        if (answer.status() != 200) {
            return new TokenUse.Unknown(
                    answer.status() >= 500 ? SOON : WHEN_REFUSED,
                    "GitHub answered " + answer.status() + " when asked for its audit log");
        }
        return Json.read(answer.body())
                .filter(JsonNode::isArray)
                .map(events -> use(events, hashedToken))
                .orElse(new TokenUse.Unknown(SOON, "GitHub's audit log could not be read"));
    }

    /** A server that does not know the phrase must not make every token look used. */
    private static TokenUse use(JsonNode events, String hashedToken) {
        for (JsonNode event : events) {
            if (event.path("hashed_token").asText("").replace("=", "").equals(hashedToken.replace("=", ""))) {
                return new TokenUse.Seen(
                        event.path("action").asText("unknown"),
                        Instant.ofEpochMilli(event.path("@timestamp").asLong()));
            }
        }
        return events.isEmpty()
                ? new TokenUse.NotSeen()
                : new TokenUse.Unknown(WHEN_REFUSED, "GitHub's audit log does not search by hashed_token");
    }

    @Override
    public void close() {
        wire.close();
    }
}
