package botcreds.client.jgit;

import botcreds.client.Credentials;
import botcreds.client.GitAccess;
import java.util.function.Supplier;
import org.eclipse.jgit.errors.UnsupportedCredentialItem;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/**
 * Answers JGit with the token of the moment, at GitHub's host and at no other.
 *
 * <pre>{@code
 * Git.cloneRepository().setURI(session.repoUrl()).setCredentialsProvider(new BrokerCredentialsProvider(session::credentials))
 * }</pre>
 *
 * <p>What the session throws when it has no token any more, JGit's command throws. As thread-safe as its supplier.
 */
public final class BrokerCredentialsProvider extends CredentialsProvider {
    private final Supplier<Credentials> credentials;

    /** @param credentials asked at each login; {@code session::credentials}, or {@code () -> credentials} for short work */
    public BrokerCredentialsProvider(Supplier<Credentials> credentials) {
        this.credentials = credentials;
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        for (CredentialItem item : items) {
            if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                return false;
            }
        }
        return true;
    }

    /** @return false for another host (a submodule's, say), which must not get this token */
    @Override
    public boolean get(URIish uri, CredentialItem... items) {
        if (!supports(items)) {
            throw new UnsupportedCredentialItem(uri, "only a user's name and a password can be given");
        }
        Credentials current = credentials.get();
        if (!isAt(current.git(), uri)) {
            return false;
        }
        for (CredentialItem item : items) {
            if (item instanceof CredentialItem.Username name) {
                name.setValue(current.git().username());
            } else if (item instanceof CredentialItem.Password password) {
                password.setValue(current.token().reveal().toCharArray());
            }
        }
        return true;
    }

    private static boolean isAt(GitAccess git, URIish uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return git.origin().equalsIgnoreCase(uri.getScheme() + "://" + uri.getHost() + port);
    }
}
