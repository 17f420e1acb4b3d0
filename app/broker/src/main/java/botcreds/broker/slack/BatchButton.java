package botcreds.broker.slack;

import botcreds.broker.model.AccessRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The buttons for all that waits in one message. Each carries exactly the requests, and their revisions, that are on display. */
enum BatchButton {
    APPROVE_ALL("batch_approve"),
    DENY_ALL("batch_deny");

    private static final String BLOCK = "batch:";

    private final String actionId;

    BatchButton(String actionId) {
        this.actionId = actionId;
    }

    String actionId() {
        return actionId;
    }

    static Optional<BatchButton> of(String actionId) {
        return Arrays.stream(values())
                .filter(each -> each.actionId.equals(actionId))
                .findFirst();
    }

    /** A block of its own for every look of the message. */
    static String blockId(String value) {
        return BLOCK + Integer.toHexString(value.hashCode());
    }

    static String value(List<AccessRequest> waiting) {
        return waiting.stream().map(each -> Stamp.of(each).toString()).collect(Collectors.joining(" "));
    }

    /** Reads back what {@link #value} wrote; empty for everything else. */
    static Optional<List<Stamp>> stamps(String value) {
        List<Stamp> stamps = new ArrayList<>();
        for (String each : value.split(" ", -1)) {
            Optional<Stamp> stamp = Stamp.parse(each);
            if (stamp.isEmpty()) {
                return Optional.empty();
            }
            stamps.add(stamp.get());
        }
        return Optional.of(stamps);
    }
}
