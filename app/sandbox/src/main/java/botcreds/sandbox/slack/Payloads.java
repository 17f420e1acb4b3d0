package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.UUID;

/**
 * The payloads Slack sends
 * (<a href="https://docs.slack.dev/reference/interaction-payloads">docs.slack.dev/reference/interaction-payloads</a>).
 */
final class Payloads {

    /** The deprecated verification token: every payload still carries one, and no app should believe it. */
    private static final String VERIFICATION = "sandbox-verification-token";

    private final Workspace workspace;
    private final String origin;
    private final Stamps stamps;

    Payloads(Workspace workspace, String origin) {
        this.workspace = workspace;
        this.origin = origin;
        this.stamps = new Stamps(workspace.options().clock());
    }

    /** {@code block_actions} of an element on a message. */
    ObjectNode blockActions(User user, Message message, Channel channel, ObjectNode action) {
        ObjectNode payload = interaction("block_actions", user);
        ObjectNode container = payload.putObject("container")
                .put("type", "message")
                .put("message_ts", message.ts())
                .put("channel_id", message.channel())
                .put("is_ephemeral", message.onlyFor().isPresent());
        message.threadTs().ifPresent(thread -> container.put("thread_ts", thread));
        payload.putObject("channel").put("id", channel.id()).put("name", channel.name());
        // Slack does not repeat an ephemeral message to the app.
        if (message.onlyFor().isEmpty()) {
            payload.set("message", message.toJson(workspace.options()));
        }
        payload.putObject("state").putObject("values");
        payload.put("response_url", responseUrl(user, channel.id(), Optional.of(message.ts())));
        payload.putArray("actions").add(action.put("action_ts", stamps.next()));
        return payload;
    }

    /** {@code block_actions} of an element in a modal or on the Home tab. */
    ObjectNode blockActions(User user, View view, ObjectNode action, ObjectNode values) {
        ObjectNode payload = interaction("block_actions", user);
        payload.putObject("container").put("type", "view").put("view_id", view.id());
        payload.set("view", view.toJson(workspace.options(), values));
        payload.putArray("actions").add(action.put("action_ts", stamps.next()));
        return payload;
    }

    ObjectNode viewSubmission(User user, View view, ObjectNode values) {
        ObjectNode payload = interaction("view_submission", user);
        payload.set("view", view.toJson(workspace.options(), values));
        payload.putArray("response_urls");
        return payload;
    }

    ObjectNode viewClosed(User user, View view) {
        ObjectNode payload = interaction("view_closed", user);
        payload.remove("trigger_id");
        payload.set("view", view.toJson(workspace.options(), Json.object()));
        return payload.put("is_cleared", false);
    }

    /** The fields of a slash command; over HTTP they are a form. */
    ObjectNode command(User user, Channel channel, String command, String text) {
        Options options = workspace.options();
        return Json.object()
                .put("token", VERIFICATION)
                .put("team_id", options.teamId())
                .put("team_domain", domain(options))
                .put("channel_id", channel.id())
                .put("channel_name", channel.id().startsWith("D") ? "directmessage" : channel.name())
                .put("user_id", user.id())
                .put("user_name", user.name())
                .put("command", command)
                .put("text", text)
                .put("api_app_id", options.appId())
                .put("is_enterprise_install", "false")
                .put("response_url", responseUrl(user, channel.id(), Optional.empty()))
                .put("trigger_id", workspace.triggers().issue(user.id()));
    }

    ObjectNode event(JsonNode event, String eventId) {
        Options options = workspace.options();
        ObjectNode payload = Json.object()
                .put("token", VERIFICATION)
                .put("team_id", options.teamId())
                .put("api_app_id", options.appId())
                .put("type", "event_callback")
                .put("event_id", eventId)
                .put("event_time", options.clock().instant().getEpochSecond())
                .put("is_ext_shared_channel", false);
        payload.set("event", event);
        payload.putArray("authorizations")
                .addObject()
                .putNull("enterprise_id")
                .put("team_id", options.teamId())
                .put("user_id", options.botUserId())
                .put("is_bot", true)
                .put("is_enterprise_install", false);
        return payload;
    }

    static String newEventId() {
        return "Ev" + UUID.randomUUID().toString().replace("-", "");
    }

    private ObjectNode interaction(String type, User user) {
        Options options = workspace.options();
        ObjectNode payload = Json.object()
                .put("type", type)
                .put("api_app_id", options.appId())
                .put("token", VERIFICATION)
                .put("trigger_id", workspace.triggers().issue(user.id()))
                .put("is_enterprise_install", false)
                .putNull("enterprise");
        payload.putObject("team").put("id", options.teamId()).put("domain", domain(options));
        payload.putObject("user")
                .put("id", user.id())
                .put("username", user.name())
                .put("name", user.name())
                .put("team_id", user.teamId());
        return payload;
    }

    private String responseUrl(User user, String channel, Optional<String> source) {
        return origin + workspace.responseUrls().issue(workspace.options().teamId(), user.id(), channel, source);
    }

    private static String domain(Options options) {
        return options.teamName().toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
