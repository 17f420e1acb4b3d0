package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A person or a bot as {@code users.info} shows it.
 *
 * @param teamId the workspace the account lives in; another one than ours means Slack Connect
 * @param restricted a guest
 * @param stranger someone from outside with whom we share no channel
 */
public record User(
        String id,
        String name,
        String realName,
        String email,
        String teamId,
        boolean deleted,
        boolean bot,
        boolean restricted,
        boolean stranger) {

    public static User member(String id, String name, String realName, String teamId) {
        return new User(id, name, realName, name + "@example.com", teamId, false, false, false, false);
    }

    public User asDeactivated() {
        return new User(id, name, realName, email, teamId, true, bot, restricted, stranger);
    }

    public User asBot() {
        return new User(id, name, realName, "", teamId, deleted, true, restricted, stranger);
    }

    public User asGuest() {
        return new User(id, name, realName, email, teamId, deleted, bot, true, stranger);
    }

    public User asStranger() {
        return new User(id, name, realName, email, teamId, deleted, bot, restricted, true);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("team_id", teamId)
                .put("name", name)
                .put("deleted", deleted)
                .put("real_name", realName)
                .put("tz", "Etc/UTC")
                .put("tz_offset", 0)
                .put("is_bot", bot)
                .put("is_app_user", false)
                .put("is_stranger", stranger);
        // Slack leaves the role fields out for a deactivated account.
        if (!deleted) {
            json.put("is_admin", false)
                    .put("is_owner", false)
                    .put("is_restricted", restricted)
                    .put("is_ultra_restricted", false);
        }
        ObjectNode profile = json.putObject("profile");
        profile.put("real_name", realName).put("display_name", name).put("team", teamId);
        if (!email.isEmpty()) {
            profile.put("email", email);
        }
        return json;
    }
}
