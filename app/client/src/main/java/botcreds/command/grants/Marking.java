package botcreds.command.grants;

/**
 * How policy wants the bot's work marked. Texts are empty where there is nothing.
 *
 * @param name     the author's name for git
 * @param email    the author's e-mail for git
 * @param trailer  the line for the end of a commit message, {@code Bot: machina-bot}
 * @param prefix   what the subject must begin with
 * @param coAuthor who is to be named in {@code Co-authored-by}, an e-mail or {@code Name <e-mail>}
 */
public record Marking(String name, String email, String trailer, String prefix, String coAuthor) {}
