package botcreds.client;

import java.util.Optional;

/**
 * How to mark what the bot writes, so that people can see who it was.
 *
 * @param name    the author's name for git, {@code myapp[bot]}; empty while GitHub has not told it to the broker
 * @param email   the author's e-mail for git, which GitHub shows as the App; empty like the name
 * @param trailer a line for the end of a commit message that names the bot
 */
public record Attribution(Optional<String> name, Optional<String> email, String trailer) {}
