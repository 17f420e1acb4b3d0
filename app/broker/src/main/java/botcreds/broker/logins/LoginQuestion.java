package botcreds.broker.logins;

import java.time.Instant;

/**
 * What a human is asked before a device may act as them.
 *
 * @param id       opaque; what the buttons carry
 * @param host     as the device says; nobody has checked it
 * @param osUser   likewise
 * @param clientIp where the device asked from, as the broker saw it
 */
public record LoginQuestion(
        String id, String host, String osUser, String clientIp, Instant askedAt, Instant expiresAt) {}
