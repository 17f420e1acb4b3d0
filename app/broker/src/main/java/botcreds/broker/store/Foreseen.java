package botcreds.broker.store;

import botcreds.broker.model.BotId;

/**
 * What the unit of work of an ask is going to look for: whether its bot is locked, whether the same ask is open, and whether this
 * short id is taken.
 *
 * @param fingerprint as in {@link Requests#open}
 */
public record Foreseen(BotId bot, String fingerprint, String shortId) {}
