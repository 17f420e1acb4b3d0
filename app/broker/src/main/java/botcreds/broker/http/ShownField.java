package botcreds.broker.http;

import botcreds.broker.bots.Deed;
import botcreds.broker.model.RequestId;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The field {@code requests}: what a dry run listed, each at the revision that was shown. */
final class ShownField {
    private static final int MOST = 50;

    private ShownField() {}

    static List<Deed.Shown> read(Fields fields) {
        JsonNode list = fields.node("requests");
        List<Deed.Shown> shown = new ArrayList<>();
        for (JsonNode each : list) {
            JsonNode id = each.path("request_id");
            JsonNode revision = each.path("revision");
            if (id.isTextual() && RequestId.looksLikeOne(id.textValue()) && revision.isInt() && each.size() == 2) {
                shown.add(new Deed.Shown(id.textValue(), revision.intValue()));
            }
        }
        if (!list.isArray() || shown.isEmpty() || shown.size() != list.size() || shown.size() > MOST) {
            fields.problem(
                    "requests",
                    "It is no list of 1 to " + MOST + " requests as a dry run shows them.",
                    "Send [{\"request_id\": \"req_…\", \"revision\": 1}, …].");
        }
        return shown;
    }
}
