package botcreds.broker.slack;

import java.util.Arrays;
import java.util.Optional;

/** The buttons on a card, and the block each must stand in. */
enum Button {
    APPROVE("request_approve", "pending:"),
    REMEMBER("request_remember", "pending:"),
    MORE("request_more", "pending:"),
    DENY("request_deny", "pending:"),
    REVOKE("request_revoke", "receipt:");

    private final String actionId;
    private final String blockPrefix;

    Button(String actionId, String blockPrefix) {
        this.actionId = actionId;
        this.blockPrefix = blockPrefix;
    }

    String actionId() {
        return actionId;
    }

    String blockId(Stamp stamp) {
        return blockPrefix + stamp;
    }

    static Optional<Button> of(String actionId) {
        return Arrays.stream(values())
                .filter(each -> each.actionId.equals(actionId))
                .findFirst();
    }
}
