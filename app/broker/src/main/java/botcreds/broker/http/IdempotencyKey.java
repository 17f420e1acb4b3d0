package botcreds.broker.http;

import java.util.List;
import java.util.Optional;

/** The header {@code Idempotency-Key} (IETF draft 07): a structured-field string, or the bare text as most clients send it. */
final class IdempotencyKey {
    private static final int LONGEST = 255;

    private IdempotencyKey() {}

    static Parsed<Optional<String>> read(List<String> headers) {
        if (headers.isEmpty()) {
            return Parsed.value(Optional.empty());
        }
        String text = unquoted(headers.get(0));
        boolean good = headers.size() == 1
                && !text.isEmpty()
                && text.length() <= LONGEST
                && text.chars().allMatch(each -> each > ' ' && each < 0x7f && each != '"');
        return good
                ? Parsed.value(Optional.of(text))
                : Parsed.bad(Problem.of(
                        400,
                        "invalid_idempotency_key",
                        "The header Idempotency-Key is not 1 to 255 visible ASCII characters, or is there twice.",
                        "Send one, for example a UUID, and the same again only for a retry of the same request."));
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
