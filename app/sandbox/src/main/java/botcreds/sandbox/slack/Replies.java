package botcreds.sandbox.slack;

import botcreds.sandbox.slack.ResponseUrls.ResponseUrl;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Shows what an app posts to a response URL, or answers to a command; ephemeral unless it says otherwise. */
final class Replies {

    private Replies() {}

    static ObjectNode show(Workspace workspace, ResponseUrl url, ObjectNode body) {
        Optional<Message> source =
                url.source().flatMap(ts -> workspace.messages().find(ts));
        if (body.path("delete_original").asBoolean()) {
            source.ifPresent(message -> workspace.messages().remove(message.ts()));
            return Answers.ok();
        }
        Content content = Content.of(body, Content.LONGEST_POST);
        if (content.refused().isPresent()) {
            return content.refused().get();
        }
        if (body.path("replace_original").asBoolean() && source.isPresent()) {
            workspace.messages().change(source.get(), content.text(), content.blocks());
            return Answers.ok();
        }
        boolean inChannel = Json.text(body, "response_type").equals("in_channel");
        workspace
                .messages()
                .add(
                        url.channel(),
                        Optional.of(Json.text(body, "thread_ts")).filter(ts -> !ts.isEmpty()),
                        workspace.options().botUserId(),
                        content.text(),
                        content.blocks(),
                        inChannel ? Optional.empty() : Optional.of(url.userId()));
        return Answers.ok();
    }
}
