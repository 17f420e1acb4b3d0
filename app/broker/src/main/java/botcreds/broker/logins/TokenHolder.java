package botcreds.broker.logins;

import java.time.Instant;

/**
 * A terminal that is signed in, and as whom. Whether that human still may anything is for the surface to find out.
 *
 * @param tokenId what humans call the token
 * @param name    of the human when they signed in, for reading
 * @param host    as the device said; nobody has checked it
 */
public record TokenHolder(
        String tokenId, String humanId, String name, String host, Instant signedInAt, Instant expiresAt) {}
