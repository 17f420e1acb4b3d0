package botcreds.broker.slack;

import botcreds.broker.model.Visible;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Optional;

/** The buttons on the Home tab and in a review, and the block each must stand in. */
enum HomeButton {
    APPROVE("home_approve", "home_request:"),
    DENY("home_deny", "home_request:"),
    REVOKE("home_revoke", "home_live:"),
    KEEP_RULE("rule_keep", "rule:"),
    REMOVE_RULE("rule_remove", "rule:");

    private final String actionId;
    private final String blockPrefix;

    HomeButton(String actionId, String blockPrefix) {
        this.actionId = actionId;
        this.blockPrefix = blockPrefix;
    }

    static Optional<HomeButton> of(String actionId) {
        return Arrays.stream(values())
                .filter(each -> each.actionId.equals(actionId))
                .findFirst();
    }

    boolean isAboutRule() {
        return this == KEEP_RULE || this == REMOVE_RULE;
    }

    String blockId(String value) {
        return blockPrefix + value;
    }

    ObjectNode button(String label, String value, String accessibilityLabel) {
        return BlockKit.button(actionId, label, value, Visible.line(accessibilityLabel, 75));
    }
}
