package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.model.Secret;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/**
 * Lets github-api make exactly one call, and keeps what came back. The library would otherwise repeat a POST after some
 * failures and follow redirects, and a token could be minted twice. For one thread.
 */
final class OneCall implements GitHubConnector {
    private static final Set<String> LEVELS = Set.of("read", "write", "admin");

    private final Wire wire;
    private final Secret authorization;
    private @Nullable Exchange outcome;

    OneCall(Wire wire, Secret authorization) {
        this.wire = wire;
        this.authorization = authorization;
    }

    Optional<Exchange> outcome() {
        return Optional.ofNullable(outcome);
    }

    @Override
    public GitHubConnectorResponse send(GitHubConnectorRequest request) throws IOException {
        if (outcome != null) {
            throw new IOException("one call was to be made, and github-api tries a second");
        }
        String body = new String(request.body().readAllBytes(), StandardCharsets.UTF_8);
        refuseEverything(body);
        Exchange sent = wire.send(new Call(
                Call.Who.APP,
                request.method(),
                URI.create(request.url().toString()),
                Optional.of(authorization),
                body));
        outcome = sent;
        if (sent instanceof Answered answer) {
            return new Response(request, answer);
        }
        // Of no type that github-api would answer with another try.
        throw new IOException("GitHub gave no answer");
    }

    /** The last wall: an empty or absent list or map in this body would be a token for everything. */
    private static void refuseEverything(String body) {
        JsonNode asked = Json.read(body.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException("an order of a token is an object"));
        int repositories =
                asked.path("repository_ids").size() + asked.path("repositories").size();
        JsonNode permissions = asked.path("permissions");
        boolean levels = true;
        for (JsonNode level : permissions) {
            levels &= LEVELS.contains(level.asText());
        }
        if (repositories == 0 || permissions.isEmpty() || !levels) {
            throw new IllegalStateException("an order of a token names its repositories and permissions");
        }
    }

    private static final class Response extends GitHubConnectorResponse.ByteArrayResponse {
        private final byte[] body;

        Response(GitHubConnectorRequest request, Answered answer) {
            super(request, answer.status(), answer.headers().map());
            this.body = answer.body();
        }

        @Override
        protected InputStream rawBodyStream() {
            return new ByteArrayInputStream(body);
        }
    }
}
