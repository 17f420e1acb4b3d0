package botcreds.broker.github;

import java.util.List;

/**
 * Which App the broker is.
 *
 * @param appId the App's id or its client id; GitHub Enterprise Server up to 3.13 knows the id only
 * @param keys  the App's keys, the preferred one first; another is tried when GitHub no longer knows the one in use
 */
public record AppIdentity(String appId, List<AppKey> keys) {
    public AppIdentity {
        keys = List.copyOf(keys);
        if (!appId.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException("the App id is the number or the client id on the App's settings page");
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("without a private key nothing can be signed as the App");
        }
    }
}
