package botcreds.broker.http;

import botcreds.broker.access.AuditTrail;
import botcreds.broker.access.Decisions;
import botcreds.broker.model.AuditAnchor;
import botcreds.broker.model.Human;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /v1/audit/verify} and {@code /v1/audit/export}: the log as evidence, in pieces. Thread-safe. */
final class AuditTrailEndpoint {
    private final Door<Human> door;
    private final Decisions decisions;
    private final InstantSource clock;

    AuditTrailEndpoint(Door<Human> door, Decisions decisions, InstantSource clock) {
        this.door = door;
        this.decisions = decisions;
        this.clock = clock;
    }

    Optional<Reply> verify(Exchange exchange) {
        return HumanEndpoint.viewer(door, decisions, exchange, human -> {
            Query query = exchange.query(Set.of("after", "anchor"));
            Optional<AuditAnchor> after = query.one("after").flatMap(text -> anchor(query, "after", text));
            List<AuditAnchor> anchors = query.all("anchor").stream()
                    .flatMap(text -> anchor(query, "anchor", text).stream())
                    .toList();
            if (!query.problems().isEmpty()) {
                return Problem.invalid(query.problems()).reply();
            }
            AuditTrail trail = decisions.trail();
            AuditTrail.Verified found = trail.verify(after);
            Optional<AuditTrail.Broken> broken = found.broken()
                    .or(() -> anchors.stream()
                            .flatMap(each -> trail.compare(each).stream())
                            .findFirst());
            ObjectNode body = StrictJson.object()
                    .put("fits", broken.isEmpty())
                    .put("verified", found.upTo().toString())
                    .put("ended", found.ended());
            broken.ifPresent(row -> body.put("row", row.row()).put("why", row.why()));
            return Reply.json(200, body);
        });
    }

    Optional<Reply> export(Exchange exchange) {
        return HumanEndpoint.viewer(door, decisions, exchange, human -> {
            Query query = exchange.query(Set.of("after", "since", "until"));
            Optional<Long> after = query.one("after").map(text -> AuditEndpoint.number(query, "after", text));
            Optional<Instant> since =
                    query.one("since").flatMap(text -> AuditEndpoint.time(query, clock, "since", text));
            Optional<Instant> until =
                    query.one("until").flatMap(text -> AuditEndpoint.time(query, clock, "until", text));
            if (!query.problems().isEmpty()) {
                return Problem.invalid(query.problems()).reply();
            }
            AuditTrail.Piece piece = decisions.trail().export(after, since, until);
            ObjectNode body = StrictJson.object();
            ArrayNode lines = body.putArray("lines");
            piece.lines().forEach(lines::add);
            piece.next().ifPresent(seq -> body.put("next_after", seq));
            return Reply.json(200, body);
        });
    }

    private static Optional<AuditAnchor> anchor(Query query, String name, String text) {
        Optional<AuditAnchor> anchor = AuditAnchor.parse(text);
        if (anchor.isEmpty()) {
            query.problem(name, "It is no row and hash.", "Write SEQ:HASH, as Slack and the broker's log have it.");
        }
        return anchor;
    }
}
