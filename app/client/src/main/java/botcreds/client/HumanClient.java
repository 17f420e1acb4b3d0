package botcreds.client;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Calls one broker as a human: answers are the broker's JSON as it came, refusals are {@link BrokerException}s. Reading is
 * retried for a few seconds; what decides something is sent once, because whoever decides must know what came of it.
 * Thread-safe; holds nothing that has to be closed.
 */
public final class HumanClient {
    /** A person at a terminal would rather be told than wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Retrying retrying;

    private HumanClient(Retrying retrying) {
        this.retrying = retrying;
    }

    /**
     * Begins.
     *
     * @param url   where the broker's API is, without {@code /v1}
     * @param token of the human; none for signing in
     * @throws IllegalArgumentException if it is no http or https URL
     */
    public static HumanClient at(String url, Optional<String> token) {
        URI base = BrokerClientBuilder.checked(url);
        return new HumanClient(new Retrying(new Transport(base, token, Optional.empty()), Timekeeper.real(), PATIENCE));
    }

    public JsonObject get(String path) {
        return json(retrying.send(Call.get(path)));
    }

    public JsonObject post(String path, JsonObject body) {
        return json(retrying.once(Call.post(path, body.toString())));
    }

    public JsonObject delete(String path) {
        return json(retrying.once(Call.delete(path)));
    }

    /** Writes a value so that it can stand in a path or a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static JsonObject json(Reply reply) {
        try {
            return JsonParser.parseString(reply.body()).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException notOurs) {
            // Its message may quote the text, and the text may hold a token.
            throw new UnexpectedAnswer("it is not a JSON object", null);
        }
    }
}
