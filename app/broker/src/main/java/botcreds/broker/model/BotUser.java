package botcreds.broker.model;

/**
 * The App's own user at GitHub, which pushes and comments appear under.
 *
 * @param name  for example {@code myapp[bot]}
 * @param email for example {@code 123+myapp[bot]@users.noreply.github.com}; the number is the bot user's id, not the App's
 */
public record BotUser(String name, String email) {}
