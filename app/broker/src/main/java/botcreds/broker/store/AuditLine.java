package botcreds.broker.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the audit log as one line of an export: the JSON that is hashed, with its hash as the last field, so that the line
 * is JSON again and the hashed bytes can be had back.
 *
 * @param seq  the row's number
 * @param text without a line break
 */
public record AuditLine(long seq, String text) {
    private static final Pattern EXPORTED = Pattern.compile("(\\{.*),\"hash\":\"([0-9a-f]{64})\"\\}");

    static AuditLine of(long seq, String json, String hash) {
        return new AuditLine(seq, json.substring(0, json.length() - 1) + ",\"hash\":\"" + hash + "\"}");
    }

    /** What a line is made of. */
    record Parts(String json, String hash) {}

    /** Takes a line apart; empty if it is none of ours. */
    static Optional<Parts> parts(String text) {
        Matcher parts = EXPORTED.matcher(text);
        return parts.matches() ? Optional.of(new Parts(parts.group(1) + "}", parts.group(2))) : Optional.empty();
    }
}
