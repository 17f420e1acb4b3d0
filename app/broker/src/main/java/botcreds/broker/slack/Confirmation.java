package botcreds.broker.slack;

import botcreds.broker.bots.Deed;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the button below a question carries: the words that were typed, and which requests were listed. It gives no right:
 * whoever clicks is looked up and asked for anew, and the words are read as if typed.
 *
 * @param typed what followed {@code /botcreds}
 * @param shown the requests that were listed, at the revision that was shown
 */
record Confirmation(String typed, List<Deed.Shown> shown) {
    static final String CONFIRM = "command_confirm";
    static final String CANCEL = "command_cancel";
    static final String BLOCK = "command";

    private static final int LONGEST_VALUE = 2000;
    private static final ObjectMapper JSON = new ObjectMapper();

    boolean fits() {
        return value().length() <= LONGEST_VALUE;
    }

    ObjectNode buttons(CommandWord word) {
        String label =
                switch (word) {
                    case APPROVE -> "Approve these";
                    case REVOKE -> "Revoke";
                    case LOCKDOWN -> "Lock down";
                    case UNLOCK -> "Unlock";
                    case ELEVATE -> "Elevate";
                    case KEYS -> "Make a new key";
                    default -> "Go ahead";
                };
        boolean gives = word == CommandWord.APPROVE || word == CommandWord.ELEVATE || word == CommandWord.UNLOCK;
        return BlockKit.actions(
                BLOCK,
                List.of(
                        BlockKit.button(CONFIRM, label, value(), label).put("style", gives ? "primary" : "danger"),
                        BlockKit.button(CANCEL, "Cancel", "cancel", "Cancel")));
    }

    private String value() {
        ObjectNode json = JSON.createObjectNode().put("typed", typed);
        var requests = json.putArray("shown");
        shown.forEach(each -> requests.add(new Stamp(each.id(), each.revision()).toString()));
        return json.toString();
    }

    /** Reads what a button carried; empty when it is nothing that we render. */
    static Optional<Confirmation> parse(String value) {
        try {
            JsonNode json = JSON.readTree(value);
            List<Deed.Shown> shown = new ArrayList<>();
            for (JsonNode each : json.path("shown")) {
                Optional<Stamp> stamp = Stamp.parse(each.asText());
                if (stamp.isEmpty()) {
                    return Optional.empty();
                }
                shown.add(new Deed.Shown(stamp.get().id(), stamp.get().revision()));
            }
            return json.path("typed").isTextual()
                    ? Optional.of(new Confirmation(json.path("typed").textValue(), shown))
                    : Optional.empty();
        } catch (JsonProcessingException notOurs) {
            return Optional.empty();
        }
    }
}
