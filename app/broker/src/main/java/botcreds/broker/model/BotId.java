package botcreds.broker.model;

import java.util.regex.Pattern;

/**
 * The name of an authenticated bot: its key under {@code bots:} in the policy, or the name its identity proves.
 *
 * @param value 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, so that it can stand in any message unescaped
 */
public record BotId(String value) implements Comparable<BotId> {
    /** What names of bots begin with that the policy does not list. */
    public static final String UNLISTED = "unlisted.";

    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public BotId {
        if (!GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a bot's name is 1 to 64 of A-Z a-z 0-9 . _ - and starts with a letter or digit");
        }
    }

    @Override
    public int compareTo(BotId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
