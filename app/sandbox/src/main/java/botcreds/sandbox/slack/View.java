package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A modal or a Home tab of one user.
 *
 * @param content the view as the app sent it, with every block id and action id filled in: do not change it
 * @param previous the view below it on the stack
 */
public record View(String id, String userId, String hash, ObjectNode content, Optional<String> previous, String root) {

    public String callbackId() {
        return Json.text(content, "callback_id");
    }

    public String privateMetadata() {
        return Json.text(content, "private_metadata");
    }

    boolean isModal() {
        return "modal".equals(Json.text(content, "type"));
    }

    View withContent(ObjectNode newContent, String newHash) {
        return new View(id, userId, newHash, newContent, previous, root);
    }

    ObjectNode toJson(Options options, ObjectNode values) {
        ObjectNode json = content.deepCopy();
        json.put("id", id)
                .put("team_id", options.teamId())
                .put("app_id", options.appId())
                .put("app_installed_team_id", options.teamId())
                .put("bot_id", Message.botId(options))
                .put("hash", hash)
                .put("root_view_id", root);
        previous.ifPresentOrElse(id -> json.put("previous_view_id", id), () -> json.putNull("previous_view_id"));
        json.putObject("state").set("values", values);
        for (String optional : new String[] {"private_metadata", "callback_id", "external_id"}) {
            if (!json.has(optional)) {
                json.put(optional, "");
            }
        }
        return json;
    }
}
