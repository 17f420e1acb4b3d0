package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A message as it stands now. The blocks belong to this record: do not change them.
 *
 * @param ts its id: the seconds since 1970, a dot, six digits; unique in the sandbox
 * @param threadTs the message it answers, if any
 * @param author a user id
 * @param onlyFor the only user who sees it (ephemeral), or empty
 * @param edited whether Slack would put "(edited)" behind it
 */
public record Message(
        String channel,
        String ts,
        Optional<String> threadTs,
        String author,
        String text,
        ArrayNode blocks,
        Optional<String> onlyFor,
        boolean edited) {

    boolean visibleTo(String userId) {
        return onlyFor.map(userId::equals).orElse(true);
    }

    Message withContent(String newText, ArrayNode newBlocks) {
        return new Message(channel, ts, threadTs, author, newText, newBlocks, onlyFor, edited || newBlocks.isEmpty());
    }

    /** Everything a reader of the message sees as text, for assertions. */
    public String shown() {
        StringBuilder shown = new StringBuilder(text);
        Json.texts(blocks).forEach(each -> shown.append('\n').append(each));
        return shown.toString();
    }

    /** Whether a button or another element with this action id is on it. */
    public boolean offers(String actionId) {
        return blocks.findValuesAsText("action_id").contains(actionId);
    }

    /** The values of all buttons with this action id, in their order; several requests may share a message. */
    public List<String> values(String actionId) {
        return blocks.findParents("action_id").stream()
                .filter(element -> Json.text(element, "action_id").equals(actionId))
                .map(element -> Json.text(element, "value"))
                .toList();
    }

    ObjectNode toJson(Options options) {
        ObjectNode json =
                Json.object().put("type", "message").put("user", author).put("ts", ts);
        if (author.equals(options.botUserId())) {
            json.put("bot_id", botId(options)).put("app_id", options.appId());
        }
        json.put("text", text).put("team", options.teamId());
        threadTs.ifPresent(thread -> json.put("thread_ts", thread));
        json.set("blocks", blocks.deepCopy());
        if (edited) {
            json.putObject("edited").put("user", author).put("ts", ts);
        }
        return json;
    }

    static String botId(Options options) {
        return "B" + options.botUserId().substring(1);
    }
}
