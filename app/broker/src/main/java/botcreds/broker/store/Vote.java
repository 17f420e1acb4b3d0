package botcreds.broker.store;

import java.time.Instant;

/**
 * One human's yes to one revision of a request.
 *
 * @param name as seen at the time
 */
public record Vote(String humanId, String name, Instant at) {}
