package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An owner of repositories. The type is {@code Organization} or {@code User}, as GitHub spells it. */
public record Account(long id, String login, String type) {
    static final String ORGANIZATION = "Organization";
    static final String USER = "User";
    static final String BOT = "Bot";

    ObjectNode toJson(String origin) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("login", login)
                .put("id", id)
                .put("node_id", "U_" + id)
                .put("avatar_url", origin + "/avatars/" + id)
                .put("url", origin + "/users/" + login)
                .put("html_url", origin + "/" + login)
                .put("type", type)
                .put("site_admin", false);
    }
}
