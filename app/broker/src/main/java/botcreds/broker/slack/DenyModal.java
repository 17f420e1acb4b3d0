package botcreds.broker.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The dialog behind [Deny]: an optional reason, and in its metadata which card it is about. */
final class DenyModal {
    static final String CALLBACK_ID = "deny_request";
    static final String REASON_BLOCK = "reason";
    static final String REASON_ACTION = "text";

    private static final int LONGEST_REASON = 500;

    private DenyModal() {}

    static ObjectNode view(About about) {
        ObjectNode element = BlockKit.object()
                .put("type", "plain_text_input")
                .put("action_id", REASON_ACTION)
                .put("multiline", true)
                .put("max_length", LONGEST_REASON);
        ObjectNode input = BlockKit.object()
                .put("type", "input")
                .put("block_id", REASON_BLOCK)
                .put("optional", true);
        input.set("label", BlockKit.plain("Reason"));
        input.set("hint", BlockKit.plain("The bot is told it, and it stands on the card and in the audit log."));
        input.set("element", element);
        ObjectNode view = Dialog.of("Deny Request", "Cancel", List.of(input));
        view.set("submit", BlockKit.plain("Deny Request"));
        return view.put("callback_id", CALLBACK_ID)
                .put("private_metadata", about.metadata().toString());
    }
}
