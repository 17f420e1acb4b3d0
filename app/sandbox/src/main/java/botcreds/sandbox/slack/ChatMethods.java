package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** {@code chat.*}. */
final class ChatMethods {

    private final Workspace workspace;
    private final String origin;

    ChatMethods(Workspace workspace, String origin) {
        this.workspace = workspace;
        this.origin = origin;
    }

    Map<String, ApiMethod> methods() {
        return Map.of(
                "chat.postMessage", this::post,
                "chat.postEphemeral", this::postEphemeral,
                "chat.update", this::update,
                "chat.delete", this::delete,
                "chat.getPermalink", this::permalink);
    }

    private ObjectNode post(ObjectNode arguments) {
        Optional<Channel> channel = workspace.directory().destination(Json.text(arguments, "channel"));
        Optional<String> closed = closed(channel);
        if (closed.isPresent()) {
            return Answers.error(closed.get());
        }
        Content content = Content.of(arguments, Content.LONGEST_POST);
        if (content.refused().isPresent()) {
            return content.refused().get();
        }
        Message message = workspace
                .messages()
                .add(
                        channel.orElseThrow().id(),
                        thread(arguments),
                        workspace.options().botUserId(),
                        content.text(),
                        content.blocks(),
                        Optional.empty());
        return shown(message);
    }

    private ObjectNode postEphemeral(ObjectNode arguments) {
        Optional<Channel> channel = workspace.directory().channel(Json.text(arguments, "channel"));
        Optional<String> closed = closed(channel);
        if (closed.isPresent()) {
            return Answers.error(closed.get());
        }
        String userId = Json.text(arguments, "user");
        if (workspace.directory().user(userId).filter(user -> !user.deleted()).isEmpty()) {
            return Answers.error("user_not_in_channel");
        }
        Content content = Content.of(arguments, Content.LONGEST_POST);
        if (content.refused().isPresent()) {
            return content.refused().get();
        }
        Message message = workspace
                .messages()
                .add(
                        channel.orElseThrow().id(),
                        thread(arguments),
                        workspace.options().botUserId(),
                        content.text(),
                        content.blocks(),
                        Optional.of(userId));
        return Answers.ok().put("message_ts", message.ts());
    }

    private ObjectNode update(ObjectNode arguments) {
        Own own = own(arguments, "ts", "cant_update_message");
        if (own.refused().isPresent()) {
            return Answers.error(own.refused().get());
        }
        Content content = Content.of(arguments, Content.LONGEST_UPDATE);
        if (content.refused().isPresent()) {
            return content.refused().get();
        }
        // Text without blocks takes the blocks away: so it is at Slack, and buttons that should go would otherwise
        // stay.
        return shown(workspace.messages().change(own.message().orElseThrow(), content.text(), content.blocks()));
    }

    private ObjectNode delete(ObjectNode arguments) {
        Own own = own(arguments, "ts", "cant_delete_message");
        if (own.refused().isPresent()) {
            return Answers.error(own.refused().get());
        }
        Message message = own.message().orElseThrow();
        workspace.messages().remove(message.ts());
        return Answers.ok().put("channel", message.channel()).put("ts", message.ts());
    }

    private ObjectNode permalink(ObjectNode arguments) {
        String channel = Json.text(arguments, "channel");
        String ts = Json.text(arguments, "message_ts");
        if (workspace.directory().channel(channel).isEmpty()) {
            return Answers.error("channel_not_found");
        }
        if (find(channel, ts).isEmpty()) {
            return Answers.error("message_not_found");
        }
        return Answers.ok()
                .put("channel", channel)
                .put("permalink", origin + "/archives/" + channel + "/p" + ts.replace(".", ""));
    }

    private Own own(ObjectNode arguments, String field, String notOurs) {
        Optional<Channel> channel = workspace.directory().channel(Json.text(arguments, "channel"));
        Optional<String> closed = closed(channel);
        if (closed.isPresent()) {
            return new Own(Optional.empty(), closed);
        }
        Optional<Message> message = find(channel.orElseThrow().id(), Json.text(arguments, field));
        if (message.isEmpty()) {
            return new Own(message, Optional.of("message_not_found"));
        }
        if (!message.get().author().equals(workspace.options().botUserId())) {
            return new Own(message, Optional.of(notOurs));
        }
        return new Own(message, Optional.empty());
    }

    /** Ephemeral messages are not found by these methods: only a response URL reaches them. */
    private Optional<Message> find(String channel, String ts) {
        return workspace
                .messages()
                .find(ts)
                .filter(message -> message.channel().equals(channel))
                .filter(message -> message.onlyFor().isEmpty());
    }

    private static Optional<String> closed(Optional<Channel> channel) {
        if (channel.isEmpty()) {
            return Optional.of("channel_not_found");
        }
        if (channel.get().archived()) {
            return Optional.of("is_archived");
        }
        return channel.get().member() ? Optional.empty() : Optional.of("not_in_channel");
    }

    private static Optional<String> thread(ObjectNode arguments) {
        return Optional.of(Json.text(arguments, "thread_ts")).filter(ts -> !ts.isEmpty());
    }

    private ObjectNode shown(Message message) {
        ObjectNode answer = Answers.ok()
                .put("channel", message.channel())
                .put("ts", message.ts())
                .put("text", message.text());
        answer.set("message", message.toJson(workspace.options()));
        return answer;
    }

    private record Own(Optional<Message> message, Optional<String> refused) {}
}
