package botcreds.client.github;

import botcreds.client.Token;
import java.util.function.Supplier;
import org.kohsuke.github.authorization.AuthorizationProvider;

/**
 * Gives each call of github-api the token of its moment.
 *
 * <pre>{@code
 * new GitHubBuilder().withAuthorizationProvider(new BrokerAuthorizationProvider(session)).build()
 * }</pre>
 *
 * <p>What the session throws when it has no token any more, the call of github-api throws. As thread-safe as its supplier.
 */
public final class BrokerAuthorizationProvider implements AuthorizationProvider {
    private final Supplier<Token> tokens;

    /** @param tokens asked before each call; a {@link botcreds.client.Session} is one */
    public BrokerAuthorizationProvider(Supplier<Token> tokens) {
        this.tokens = tokens;
    }

    @Override
    public String getEncodedAuthorization() {
        return "token " + tokens.get().reveal();
    }
}
