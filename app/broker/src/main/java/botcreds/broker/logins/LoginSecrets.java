package botcreds.broker.logins;

import botcreds.broker.model.FreshKey;
import java.security.SecureRandom;

/** Makes what signing in needs, from the system's secure random source. Thread-safe. */
public final class LoginSecrets {
    /** No vowels, so that no code is a word, and nothing that is mistaken for a digit (RFC 8628 section 6.1). */
    static final String LETTERS = "bcdfghjklmnpqrstvwxz";

    /** 20^8 codes, of which some hundred live at a time; whoever guesses is stopped after a few. */
    static final int CODE_LENGTH = 8;

    private final SecureRandom random = new SecureRandom();

    /** What a human types; it is shown in capitals and with a dash in the middle. */
    String userCode() {
        StringBuilder code = new StringBuilder(CODE_LENGTH);
        for (int at = 0; at < CODE_LENGTH; at++) {
            code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return code.toString();
    }

    /** What the device proves itself with while it waits. */
    FreshKey deviceCode() {
        return FreshKey.make("bcd_", random);
    }

    /** What the command then acts with. */
    FreshKey token() {
        return FreshKey.make("bch_", random);
    }

    /** What stands in a link to the dashboard. */
    FreshKey link() {
        return FreshKey.make("bcl_", random);
    }

    /** What the cookie of a browser holds. */
    FreshKey browser() {
        return FreshKey.make("bcs_", random);
    }
}
