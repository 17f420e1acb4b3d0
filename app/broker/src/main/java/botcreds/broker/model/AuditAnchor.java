package botcreds.broker.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the audit log as it is noted outside the database, so that whoever writes there cannot cut or rewrite what came
 * before. Written {@code SEQ:HASH}.
 *
 * @param seq  1 or more; 0 stands for the empty log
 * @param hash 64 digits in hex
 */
public record AuditAnchor(long seq, String hash) {
    private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,17}):([0-9a-f]{64})");

    /** Reads {@code SEQ:HASH}; empty for anything else. */
    public static Optional<AuditAnchor> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new AuditAnchor(Long.parseLong(parts.group(1)), parts.group(2)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return seq + ":" + hash;
    }
}
