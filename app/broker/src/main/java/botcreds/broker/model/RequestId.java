package botcreds.broker.model;

import java.util.regex.Pattern;

/**
 * The opaque name of a request.
 *
 * @param value {@code req_} and 32 characters of {@code a-z2-7}: the second it was made in, then 130 random bits. The first ones ever
 *     made have the random bits alone
 */
public record RequestId(String value) {
    private static final Pattern GRAMMAR = Pattern.compile("req_[a-z2-7]{26,32}");

    public RequestId {
        if (!looksLikeOne(value)) {
            throw new IllegalArgumentException("not a request id");
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
