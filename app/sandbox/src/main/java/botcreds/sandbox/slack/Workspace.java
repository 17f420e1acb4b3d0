package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Everything one sandbox holds. Each part guards itself; there is no lock over several. */
record Workspace(
        Options options,
        Directory directory,
        Feed feed,
        Messages messages,
        Views views,
        Triggers triggers,
        ResponseUrls responseUrls,
        Ledger ledger,
        Faults faults) {

    static Workspace of(Options options) {
        Feed feed = new Feed();
        Stamps stamps = new Stamps(options.clock());
        return new Workspace(
                options,
                new Directory(options),
                feed,
                new Messages(stamps, feed),
                new Views(stamps, feed),
                new Triggers(options.clock()),
                new ResponseUrls(options.clock()),
                new Ledger(options.clock()),
                new Faults());
    }

    /** Slack gives every block and every element an id when the app did not. */
    static ArrayNode withIds(ArrayNode blocks) {
        ArrayNode filled = blocks.deepCopy();
        for (int i = 0; i < filled.size(); i++) {
            if (filled.get(i) instanceof ObjectNode block) {
                if (!block.has("block_id")) {
                    block.put("block_id", "b" + i);
                }
                int at = 0;
                for (var element : block.path("elements")) {
                    fillActionId(element, at++);
                }
                fillActionId(block.path("accessory"), 0);
                fillActionId(block.path("element"), 0);
            }
        }
        return filled;
    }

    static ObjectNode withIds(ObjectNode view) {
        ObjectNode filled = view.deepCopy();
        filled.set("blocks", withIds(Json.list(view, "blocks")));
        return filled;
    }

    private static void fillActionId(com.fasterxml.jackson.databind.JsonNode element, int at) {
        if (element instanceof ObjectNode object && !object.has("action_id") && Elements.isInteractive(object)) {
            object.put("action_id", "a" + at);
        }
    }
}
