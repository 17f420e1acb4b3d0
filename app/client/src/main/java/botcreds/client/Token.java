package botcreds.client;

/** A GitHub token that does not show itself when it is printed or logged, or serialised by reflection. Immutable. */
public final class Token {
    // transient: gson and its like write every other field of any object they are given.
    private final transient String text;

    Token(String text) {
        this.text = text;
    }

    /** Returns the token itself. Call it where the token is sent, and do not keep what it returns. */
    public String reveal() {
        return text;
    }

    /** Shows GitHub's prefix, which tells the kind of token, and nothing else. */
    @Override
    public String toString() {
        int prefix = text.indexOf('_');
        return (prefix > 0 && prefix <= 10 ? text.substring(0, prefix + 1) : "") + "****";
    }
}
