package botcreds.broker.policy;

/**
 * Which line of the policy decided, and why, in words for a person or a bot.
 *
 * @param path where in the file, for example {@code bots.machina-bot.deny[0]}
 * @param line 1-based; 0 where the file says nothing and a default applies
 * @param why  one sentence naming what was asked and what matched it
 */
public record RuleRef(String path, int line, String why) {
    @Override
    public String toString() {
        return line == 0 ? path : path + " (line " + line + ")";
    }
}
