package botcreds.broker.slack;

import botcreds.broker.model.Visible;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import com.slack.api.bolt.response.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all our dialogs have in common. */
final class Dialog {
    private Dialog() {}

    static ObjectNode of(String title, String close, List<ObjectNode> blocks) {
        ObjectNode view = BlockKit.object().put("type", "modal");
        view.set("title", BlockKit.plain(title));
        view.set("close", BlockKit.plain(close));
        view.set("blocks", BlockKit.blocks(blocks));
        return view;
    }

    /** What replaces a dialog when the answer was no. */
    static ObjectNode refusal(String title, String text) {
        return of(title, "Close", List.of(BlockKit.section(BlockKit.plain(Visible.lines(text, 2900)))));
    }

    /** Answers a submission with another dialog in the place of the one that was submitted. */
    static Response instead(ObjectNode view) {
        ObjectNode body = BlockKit.object().put("response_action", "update");
        body.set("view", view);
        return Responses.json(body);
    }

    /** Answers a submission with what is wrong about one of its inputs. */
    static Response wrong(String blockId, String text) {
        ObjectNode body = BlockKit.object().put("response_action", "errors");
        body.putObject("errors").put(blockId, Visible.line(text, 600));
        return Responses.json(body);
    }

    static Doorkeeper.Origin origin(ViewSubmissionPayload payload) {
        ViewSubmissionPayload.User user = payload.getUser();
        return new Doorkeeper.Origin(
                payload.getTeam() == null ? "" : text(payload.getTeam().getId()),
                payload.getEnterprise() == null
                        ? ""
                        : text(payload.getEnterprise().getId()),
                text(payload.getApiAppId()),
                user == null ? "" : text(user.getId()),
                user == null ? "" : text(user.getTeamId()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
