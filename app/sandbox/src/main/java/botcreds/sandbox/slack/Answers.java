package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The frame of each Web API answer. */
final class Answers {

    private Answers() {}

    static ObjectNode ok() {
        return Json.object().put("ok", true);
    }

    /** A refusal, with Slack's word for it. */
    static ObjectNode error(String error) {
        return Json.object().put("ok", false).put("error", error);
    }

    static ObjectNode error(String error, List<String> messages) {
        ObjectNode answer = error(error);
        var list = answer.putObject("response_metadata").putArray("messages");
        messages.forEach(list::add);
        return answer;
    }
}
