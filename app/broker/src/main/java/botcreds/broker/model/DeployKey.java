package botcreds.broker.model;

/**
 * A deploy key as GitHub knows it.
 *
 * @param githubId  GitHub's id of the key, by which alone it can be deleted
 * @param publicKey the OpenSSH form
 * @param readOnly  whether it may only fetch
 */
public record DeployKey(long githubId, String publicKey, boolean readOnly) {}
