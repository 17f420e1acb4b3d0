package botcreds.broker.model;

import java.util.regex.Pattern;

/**
 * The opaque name of a credential; it tells nothing about the token.
 *
 * @param value {@code tok_} and characters of {@code a-z2-7}, as in {@link RequestId}
 */
public record TokenId(String value) {
    private static final Pattern GRAMMAR = Pattern.compile("tok_[a-z2-7]{26,32}");

    public TokenId {
        if (!looksLikeOne(value)) {
            throw new IllegalArgumentException("not a token id");
        }
    }

    public static boolean looksLikeOne(String text) {
        return GRAMMAR.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
