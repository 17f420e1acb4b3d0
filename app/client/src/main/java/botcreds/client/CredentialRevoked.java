package botcreds.client;

/** What was issued has been taken back. Ask again only if it is still needed. */
public final class CredentialRevoked extends BrokerException {
    CredentialRevoked(Problem problem) {
        super(problem);
    }
}
