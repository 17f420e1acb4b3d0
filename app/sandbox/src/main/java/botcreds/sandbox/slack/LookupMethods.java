package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** {@code auth.test}, {@code users.*}, {@code usergroups.*} and {@code conversations.*}. */
final class LookupMethods {

    private final Workspace workspace;
    private final String origin;

    LookupMethods(Workspace workspace, String origin) {
        this.workspace = workspace;
        this.origin = origin;
    }

    Map<String, ApiMethod> methods() {
        return Map.of(
                "auth.test", arguments -> authTest(),
                "users.info", this::userInfo,
                "users.lookupByEmail", this::userByEmail,
                "usergroups.list", arguments -> groups(),
                "usergroups.users.list", this::groupUsers,
                "conversations.info", this::channelInfo,
                "conversations.open", this::openDirectMessages);
    }

    private ObjectNode authTest() {
        Options options = workspace.options();
        return Answers.ok()
                .put("url", origin + "/")
                .put("team", options.teamName())
                .put("user", options.appName())
                .put("team_id", options.teamId())
                .put("user_id", options.botUserId())
                .put("bot_id", Message.botId(options))
                .put("is_enterprise_install", false);
    }

    private ObjectNode userInfo(ObjectNode arguments) {
        return user(workspace.directory().user(Json.text(arguments, "user")), "user_not_found");
    }

    private ObjectNode userByEmail(ObjectNode arguments) {
        return user(workspace.directory().userByEmail(Json.text(arguments, "email")), "users_not_found");
    }

    private static ObjectNode user(Optional<User> user, String otherwise) {
        return user.map(found -> {
                    ObjectNode answer = Answers.ok();
                    answer.set("user", found.toJson());
                    return answer;
                })
                .orElseGet(() -> Answers.error(otherwise));
    }

    private ObjectNode groups() {
        ObjectNode answer = Answers.ok();
        var list = answer.putArray("usergroups");
        workspace
                .directory()
                .groups()
                .forEach(group -> list.add(group.toJson(workspace.options().teamId())));
        return answer;
    }

    private ObjectNode groupUsers(ObjectNode arguments) {
        return workspace
                .directory()
                .group(Json.text(arguments, "usergroup"))
                .map(group -> {
                    ObjectNode answer = Answers.ok();
                    var list = answer.putArray("users");
                    group.users().forEach(list::add);
                    return answer;
                })
                .orElseGet(() -> Answers.error("no_such_subteam"));
    }

    private ObjectNode channelInfo(ObjectNode arguments) {
        return workspace
                .directory()
                .channel(Json.text(arguments, "channel"))
                .map(channel -> {
                    ObjectNode answer = Answers.ok();
                    answer.set("channel", channel.toJson());
                    return answer;
                })
                .orElseGet(() -> Answers.error("channel_not_found"));
    }

    private ObjectNode openDirectMessages(ObjectNode arguments) {
        String users = Json.text(arguments, "users");
        if (workspace.directory().user(users).isEmpty()) {
            return Answers.error("user_not_found");
        }
        return workspace
                .directory()
                .destination(users)
                .map(channel -> {
                    ObjectNode answer = Answers.ok();
                    answer.putObject("channel").put("id", channel.id());
                    return answer;
                })
                .orElseGet(() -> Answers.error("user_disabled"));
    }
}
