package botcreds.sandbox.slack;

import botcreds.sandbox.slack.ResponseUrls.ResponseUrl;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people do: each sends what Slack would send and shows what the broker answers. What nobody could do at Slack, such
 * as clicking a button that is not there, is an {@link IllegalArgumentException}.
 */
final class Interactions {

    private final Workspace workspace;
    private final BrokerLink link;
    private final Payloads payloads;

    Interactions(Workspace workspace, BrokerLink link, Payloads payloads) {
        this.workspace = workspace;
        this.link = link;
        this.payloads = payloads;
    }

    /** Clicks a button, of several the one with the value {@code chosen}, or chooses the option with it in a menu. */
    Delivery click(String userId, String messageTs, String actionId, String chosen) {
        User user = user(userId);
        Message message = workspace
                .messages()
                .find(messageTs)
                .filter(found -> found.visibleTo(userId))
                .orElseThrow(() -> new IllegalArgumentException(userId + " sees no message " + messageTs));
        Form.Found element = element(message.blocks(), actionId, chosen);
        Channel channel = channel(message.channel());
        return link.interaction(payloads.blockActions(user, message, channel, Form.action(element, chosen)));
    }

    Delivery clickInView(String userId, String viewId, String actionId, Map<String, String> typed, String chosen) {
        View view = view(userId, viewId);
        JsonNode blocks = view.content().path("blocks");
        Form.Found element = element(blocks, actionId, chosen);
        ObjectNode values = Form.values(blocks, typed);
        return link.interaction(payloads.blockActions(user(userId), view, Form.action(element, chosen), values));
    }

    /** Slack's own refusal of an incomplete form reads as an answer with errors; it never reaches the broker. */
    Delivery submit(String userId, String viewId, Map<String, String> typed) {
        View view = view(userId, viewId);
        JsonNode blocks = view.content().path("blocks");
        ObjectNode values = Form.values(blocks, typed);
        ObjectNode missing = Form.missing(blocks, values);
        if (!missing.isEmpty()) {
            ObjectNode errors = Json.object().put("response_action", "errors");
            errors.set("errors", missing);
            return new Delivery(200, errors.toString());
        }
        Delivery delivery = link.interaction(payloads.viewSubmission(user(userId), view, values));
        if (delivery.acknowledged()) {
            Optional<String> refused = SubmissionAnswer.apply(workspace.views(), view, delivery.body());
            return refused.map(Delivery::failed).orElse(delivery);
        }
        return delivery;
    }

    void closeView(String userId, String viewId) {
        View view = view(userId, viewId);
        workspace.views().close(view, view.content().path("clear_on_close").asBoolean());
        if (view.content().path("notify_on_close").asBoolean()) {
            link.interaction(payloads.viewClosed(user(userId), view));
        }
    }

    Delivery command(String userId, String channelId, String command, String text) {
        User user = user(userId);
        Channel channel = channel(channelId);
        ResponseUrl self = new ResponseUrl(userId, channelId, Optional.empty(), Instant.MAX, 1);
        Delivery delivery = link.command(payloads.command(user, channel, command, text));
        if (!delivery.acknowledged()) {
            String word = delivery.status() == 0 ? delivery.body().split(":", 2)[0] : "http_service_error";
            slackbot(self, command + " failed with the error \"" + word + "\"");
        } else if (!delivery.body().isBlank()) {
            ObjectNode answer = Json.readObject(delivery.body())
                    .orElseGet(() -> Json.object().put("text", delivery.body()));
            if (!answer.isEmpty()
                    && !Replies.show(workspace, self, answer).path("ok").asBoolean()) {
                slackbot(self, command + " failed with the error \"invalid_command_response\"");
            }
        }
        return delivery;
    }

    /** What a person writes into the channel; the sandbox tells nobody. */
    Message say(String userId, String channelId, String text) {
        String author = user(userId).id();
        return workspace
                .messages()
                .add(channel(channelId).id(), Optional.empty(), author, text, Json.array(), Optional.empty());
    }

    /** Opening the app's Home tab tells the app, which then publishes it. */
    Delivery openHome(String userId) {
        ObjectNode event = Json.object()
                .put("type", "app_home_opened")
                .put("user", user(userId).id())
                .put("channel", "D" + userId.substring(1))
                .put("tab", "home");
        return link.event(payloads.event(event, Payloads.newEventId()), 0, "");
    }

    private void slackbot(ResponseUrl to, String text) {
        workspace
                .messages()
                .add(to.channel(), Optional.empty(), "USLACKBOT", text, Json.array(), Optional.of(to.userId()));
    }

    private static Form.Found element(JsonNode blocks, String actionId, String value) {
        return Form.find(blocks, actionId, value)
                .orElseThrow(() -> new IllegalArgumentException("there is no " + actionId + " here, only "
                        + List.copyOf(blocks.findValuesAsText("action_id"))));
    }

    private View view(String userId, String viewId) {
        return workspace
                .views()
                .find(viewId)
                .filter(found -> found.userId().equals(userId))
                .orElseThrow(() -> new IllegalArgumentException(userId + " has no view " + viewId + " open"));
    }

    private User user(String id) {
        return workspace.directory().user(id).orElseThrow(() -> new IllegalArgumentException("there is no user " + id));
    }

    private Channel channel(String id) {
        return workspace
                .directory()
                .channel(id)
                .orElseThrow(() -> new IllegalArgumentException("there is no channel " + id));
    }
}
