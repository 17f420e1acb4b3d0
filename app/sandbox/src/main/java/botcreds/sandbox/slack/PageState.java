package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What one person sees now, as the page wants it. */
final class PageState {

    private static final int NEWEST = 300;

    private final Workspace workspace;
    private final BrokerLink link;

    PageState(Workspace workspace, BrokerLink link) {
        this.workspace = workspace;
        this.link = link;
    }

    ObjectNode of(String userId) {
        Options options = workspace.options();
        ObjectNode state = Json.object();
        // Read first: what changes while the rest is read is then sent once more, never missed.
        state.put("revision", workspace.feed().revision());
        state.put("team", options.teamName()).put("app", options.appName()).put("bot", options.botUserId());
        state.put(
                "link",
                link.overSocket()
                        ? "Socket Mode"
                        : link.eventsUrl().map(Object::toString).orElse(""));
        addDirectory(state, userId);
        var messages = state.putArray("messages");
        List<Message> visible = workspace.messages().all().stream()
                .filter(message -> message.visibleTo(userId) && maySee(message.channel(), userId))
                .toList();
        visible.subList(Math.max(0, visible.size() - NEWEST), visible.size())
                .forEach(message -> messages.add(message(message)));
        var views = state.putArray("views");
        workspace.views().stack(userId).forEach(view -> views.add(view.toJson(options, Json.object())));
        workspace.views().home(userId).ifPresent(home -> state.set("home", home.toJson(options, Json.object())));
        return state;
    }

    private void addDirectory(ObjectNode state, String userId) {
        var users = state.putArray("users");
        String team = workspace.options().teamId();
        workspace
                .directory()
                .users()
                .forEach(user -> users.addObject()
                        .put("id", user.id())
                        .put("name", user.realName())
                        .put("handle", user.name())
                        .put("bot", user.bot())
                        .put("note", note(user, team)));
        var channels = state.putArray("channels");
        workspace.directory().channels().stream()
                .filter(channel -> maySee(channel.id(), userId))
                .forEach(channel -> channels.addObject()
                        .put("id", channel.id())
                        .put("name", channel.name())
                        .put("archived", channel.archived())
                        .put("shared", channel.extShared())
                        .put("direct", channel.id().startsWith("D")));
        var groups = state.putArray("groups");
        workspace
                .directory()
                .groups()
                .forEach(group -> groups.addObject().put("id", group.id()).put("handle", group.handle()));
    }

    private ObjectNode message(Message message) {
        return message.toJson(workspace.options())
                .put("channel", message.channel())
                .put("ephemeral", message.onlyFor().isPresent());
    }

    private static boolean maySee(String channel, String userId) {
        return !channel.startsWith("D") || channel.equals("D" + userId.substring(1));
    }

    private static String note(User user, String team) {
        if (user.deleted()) {
            return "deactivated";
        }
        if (user.bot()) {
            return "bot";
        }
        if (user.restricted()) {
            return "guest";
        }
        return user.teamId().equals(team) ? "" : "external";
    }
}
