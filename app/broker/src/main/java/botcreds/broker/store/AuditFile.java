package botcreds.broker.store;

import botcreds.broker.model.AuditAnchor;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Verifies an exported audit log without a database, line by line. */
public final class AuditFile {
    private AuditFile() {}

    /**
     * What a file holds that is in order.
     *
     * @param first the number of its first row
     * @param last  its last row
     * @param held  the anchors that were found in it; the others lie before or after it
     */
    public record Sound(long first, AuditAnchor last, List<AuditAnchor> held) {}

    /**
     * Reads the lines to their end.
     *
     * @throws AuditBroken at the first row that was changed, inserted, moved or left out, or is not the one of its anchor
     */
    public static Sound verify(BufferedReader lines, List<AuditAnchor> anchors) throws IOException {
        Map<Long, AuditAnchor> open = anchors.stream()
                .collect(Collectors.toMap(AuditAnchor::seq, each -> each, (one, same) -> one, TreeMap::new));
        long first = 0;
        AuditAnchor last = new AuditAnchor(0, AuditPosition.START.hash());
        List<AuditAnchor> held = new java.util.ArrayList<>();
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            long expected = last.seq() + 1;
            AuditLine.Parts line = AuditLine.parts(text)
                    .orElseThrow(() -> new AuditBroken(expected, "its line is not one of an export"));
            JsonNode json = tree(expected, line.json());
            if (first == 0) {
                first = json.path("seq").asLong();
                // Of what stands before the file nothing is known but the first row's word; before row 1 stands
                // nothing.
                last = first == 1
                        ? last
                        : new AuditAnchor(first - 1, json.path("prev_hash").asText());
            }
            last = follow(last, json, line);
            AuditAnchor anchor = open.get(last.seq());
            if (anchor != null) {
                if (!anchor.equals(last)) {
                    throw new AuditBroken(last.seq(), "it is not the row of its anchor");
                }
                held.add(anchor);
            }
        }
        return new Sound(first, last, held);
    }

    private static AuditAnchor follow(AuditAnchor before, JsonNode json, AuditLine.Parts line) {
        long seq = before.seq() + 1;
        if (json.path("seq").asLong() != seq) {
            throw new AuditBroken(seq, "it is missing");
        }
        String hash = AuditChain.hash(before.hash(), line.json());
        if (!hash.equals(line.hash()) || !json.path("prev_hash").asText().equals(before.hash())) {
            throw new AuditBroken(seq, "its hash does not follow from its text and the row before");
        }
        return new AuditAnchor(seq, hash);
    }

    private static JsonNode tree(long seq, String json) {
        try {
            return AuditJson.tree(json);
        } catch (IllegalStateException notJson) {
            throw new AuditBroken(seq, "its line is not JSON");
        }
    }
}
