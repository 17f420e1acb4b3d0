package botcreds.broker.store;

import botcreds.broker.model.BotId;
import java.util.List;

/**
 * What the unit of work of an ask is going to look for: whether its bot is locked, whether the same ask is open, and whether
 * these short ids are taken.
 *
 * @param fingerprint as in {@link Requests#open}
 */
public record Foreseen(BotId bot, String fingerprint, List<String> shortIds) {
    public Foreseen {
        shortIds = List.copyOf(shortIds);
    }
}
