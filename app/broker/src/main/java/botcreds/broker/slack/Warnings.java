package botcreds.broker.slack;

import botcreds.broker.model.Level;
import botcreds.broker.requests.RequestView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What a human should not overlook before they say yes. */
final class Warnings {
    private Warnings() {}

    static List<String> of(RequestView view) {
        SortedMap<String, Level> levels = view.request().scope().permissions().levels();
        List<String> warnings = new ArrayList<>();
        if (levels.containsKey("administration") || levels.containsValue(Level.ADMIN)) {
            warnings.add("⚠️ Includes administration: the bot could change settings and who has access.");
        }
        if (levels.containsKey("workflows") || levels.containsKey("secrets")) {
            warnings.add("⚠️ Includes workflows or secrets: the bot could run code with the repository's secrets.");
        }
        List<String> writes = levels.entrySet().stream()
                .filter(each -> each.getValue() == Level.WRITE)
                .map(Map.Entry::getKey)
                .toList();
        if (!writes.isEmpty()) {
            warnings.add("✏️ Can change " + ScopeBlocks.some(writes) + ".");
        }
        if (view.approvedBefore() == 0 && view.deniedBefore() == 0) {
            warnings.add("🆕 Never asked for before: the first time that this bot wants exactly this.");
        }
        return warnings;
    }
}
