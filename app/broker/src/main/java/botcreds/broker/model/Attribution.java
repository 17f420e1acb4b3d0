package botcreds.broker.model;

import java.util.Optional;

/**
 * What a bot's commits must say, as the policy demands it.
 *
 * @param required whether a commit without the bot's trailer is a violation
 * @param prefix   what the first line of every message begins with, if that is demanded
 * @param coAuthor the e-mail address that every message names as co-author, if that is demanded
 */
public record Attribution(boolean required, Optional<String> prefix, Optional<String> coAuthor) {
    public static final Attribution NOT_DEMANDED = new Attribution(false, Optional.empty(), Optional.empty());

    /** The key of the trailer that names the bot. */
    public static final String TRAILER = "Bot";

    public static final String CO_AUTHOR_TRAILER = "Co-authored-by";

    /** Tells whether a commit can violate this at all. */
    public boolean demandsAnything() {
        return required || prefix.isPresent() || coAuthor.isPresent();
    }

    /** Returns the whole trailer with which a commit names this bot. */
    public static String trailer(BotId bot) {
        return TRAILER + ": " + bot;
    }

    /** Returns the value of the co-author trailer, a name and an address, if one is demanded. */
    public Optional<String> coAuthorOf(BotId bot) {
        return coAuthor.map(email -> bot + " <" + email + ">");
    }
}
