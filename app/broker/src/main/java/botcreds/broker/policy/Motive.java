package botcreds.broker.policy;

/**
 * Why the policy is to be changed, for the history of where it is kept.
 *
 * @param key     the same for the same change, however often it is asked for; letters, digits and dashes
 * @param byName  the human whose word it is, as seen
 * @param title   one line that says what changes
 * @param said    who said so, and to which request; lines of text
 * @param reason  what the bot wrote, marked as that; empty for nothing. Not for a place where text makes things happen
 */
public record Motive(String key, String byName, String title, String said, String reason) {}
