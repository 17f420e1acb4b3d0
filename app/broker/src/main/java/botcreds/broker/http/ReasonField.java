package botcreds.broker.http;

import botcreds.broker.model.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The field {@code reason}: required, because a human decides by it and the audit log keeps it. */
final class ReasonField {
    private static final int MOST_BYTES = 4096;

    private ReasonField() {}

    static Optional<Reason> read(Fields fields) {
        return fields.text("reason").flatMap(text -> {
            if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
                fields.problem("reason", "It is longer than 4 KiB.", "Say in a sentence or two what you are doing.");
                return Optional.empty();
            }
            Reason reason = new Reason(text);
            if (reason.text().isBlank()) {
                fields.problem("reason", "It is empty.", "Say in a sentence what you need the credential for.");
                return Optional.empty();
            }
            return Optional.of(reason);
        });
    }
}
