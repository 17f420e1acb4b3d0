package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A user group ({@code S…}) and who is in it, by user id. */
public record UserGroup(String id, String handle, String name, List<String> users) {

    public UserGroup {
        users = List.copyOf(users);
    }

    ObjectNode toJson(String teamId) {
        return Json.object()
                .put("id", id)
                .put("team_id", teamId)
                .put("is_usergroup", true)
                .put("handle", handle)
                .put("name", name)
                .put("date_delete", 0)
                .put("user_count", users.size());
    }
}
