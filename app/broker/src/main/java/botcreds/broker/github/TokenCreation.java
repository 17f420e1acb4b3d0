package botcreds.broker.github;

import botcreds.broker.model.Level;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Secret;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.kohsuke.github.GHAppCreateTokenBuilder;
import org.kohsuke.github.GHAppInstallation;
import org.kohsuke.github.GHEventPayload;
import org.kohsuke.github.GHPermissionType;
import org.kohsuke.github.GitHubAbuseLimitHandler;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.GitHubRateLimitHandler;

/**
 * {@code POST /app/installations/{id}/access_tokens} by github-api. The library writes the request; the answer is taken from
 * the wire, because the library loses bodies, and with them tokens, when GitHub adds a word it does not know.
 */
final class TokenCreation {
    private final Endpoint endpoint;
    private final Wire wire;
    private final AppCalls calls;

    TokenCreation(Endpoint endpoint, Wire wire, AppCalls calls) {
        this.endpoint = endpoint;
        this.wire = wire;
        this.calls = calls;
    }

    Exchange byIds(long installation, List<Long> ids, Permissions permissions) {
        return calls.signed(authorization -> create(
                authorization, installation, token -> token.repositoryIds(ids).permissions(words(permissions))));
    }

    /** @param names without their owner, who is the installation's */
    Exchange byNames(long installation, List<String> names, Permissions permissions) {
        return calls.signed(authorization -> create(
                authorization, installation, token -> token.repositories(names).permissions(words(permissions))));
    }

    private Exchange create(Secret authorization, long installation, UnaryOperator<GHAppCreateTokenBuilder> narrowed) {
        OneCall call = new OneCall(wire, authorization);
        try {
            narrowed.apply(installation(call, authorization, installation).createToken())
                    .create();
        } catch (IOException | RuntimeException refused) {
            // What came back is in the call, whole; the exception has less of it.
            return call.outcome().orElseThrow(() -> new IllegalStateException("no token could be ordered", refused));
        }
        return call.outcome().orElseThrow(() -> new IllegalStateException("github-api ordered no token"));
    }

    /** The library fetches an installation with two calls to learn nothing but where to post; an event needs none. */
    private GHAppInstallation installation(OneCall call, Secret authorization, long id) throws IOException {
        String event = "{\"action\":\"created\",\"installation\":{\"id\":" + id + "}}";
        return new GitHubBuilder()
                .withEndpoint(endpoint.api().toString())
                .withAuthorizationProvider(authorization::reveal)
                .withConnector(call)
                .withRateLimitHandler(GitHubRateLimitHandler.FAIL)
                .withAbuseLimitHandler(GitHubAbuseLimitHandler.FAIL)
                .build()
                .parseEventPayload(new StringReader(event), GHEventPayload.Installation.class)
                .getInstallation();
    }

    private static Map<String, GHPermissionType> words(Permissions permissions) {
        Map<String, GHPermissionType> words = new HashMap<>();
        permissions.levels().forEach((name, level) -> words.put(name, word(level)));
        return words;
    }

    private static GHPermissionType word(Level level) {
        return switch (level) {
            case READ -> GHPermissionType.READ;
            case WRITE -> GHPermissionType.WRITE;
            case ADMIN -> GHPermissionType.ADMIN;
        };
    }
}
