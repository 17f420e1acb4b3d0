package botcreds.broker.store;

import botcreds.broker.model.Human;
import java.time.Instant;

/**
 * One human's yes to one revision of a request.
 *
 * @param human as seen at the time, with the groups and the address that policy may name
 */
public record Vote(Human human, Instant at) {}
