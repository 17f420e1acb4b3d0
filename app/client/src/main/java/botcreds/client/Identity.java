package botcreds.client;

/**
 * Whom the broker takes the caller for.
 *
 * @param clientIp the address the broker sees
 */
public record Identity(String bot, String clientIp) {}
