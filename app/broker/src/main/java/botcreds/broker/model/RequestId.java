package botcreds.broker.model;

import java.util.regex.Pattern;

/**
 * The opaque name of a request.
 *
 * @param value {@code req_} and 26 characters of {@code a-z2-7}, which are 130 random bits
 */
public record RequestId(String value) {
    private static final Pattern GRAMMAR = Pattern.compile("req_[a-z2-7]{26}");

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
