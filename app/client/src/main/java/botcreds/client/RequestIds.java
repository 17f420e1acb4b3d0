package botcreds.client;

import java.util.regex.Pattern;

/** Keeps what is no request id out of paths: {@code x/refresh} or {@code ?} would be another call. */
final class RequestIds {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_]{1,64}");

    private RequestIds() {}

    static String checked(String requestId) {
        if (!FORM.matcher(requestId).matches()) {
            throw new IllegalArgumentException("a request id has 1 to 64 letters, digits and underscores");
        }
        return requestId;
    }
}
