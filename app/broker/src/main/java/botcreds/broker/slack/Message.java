package botcreds.broker.slack;

import botcreds.broker.model.Visible;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A message in both its forms.
 *
 * @param text   what notifications and screen readers get; Slack reads markup in it, so it is already escaped
 * @param blocks what is seen
 */
record Message(String text, ArrayNode blocks) {
    static Message of(Mrkdwn text, List<ObjectNode> blocks) {
        return new Message(text.toString(), BlockKit.blocks(blocks));
    }

    /** A message of one paragraph, in which nothing is markup. */
    static Message plain(String text) {
        String shown = Visible.lines(text, 2900);
        return of(Mrkdwn.words(Visible.line(text, 600)), List.of(BlockKit.section(BlockKit.plain(shown))));
    }

    /** As the body of an answer that only one person sees. */
    ObjectNode ephemeral() {
        ObjectNode body = BlockKit.object()
                .put("response_type", "ephemeral")
                .put("replace_original", false)
                .put("text", text);
        body.set("blocks", blocks);
        return body;
    }
}
