package botcreds.broker.http;

import botcreds.broker.access.Decisions;
import botcreds.broker.access.LogQuery;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.AuditPage;
import botcreds.broker.model.Durations;
import botcreds.broker.model.Human;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/** {@code /v1/audit}: the audit log, newest first, or oldest first after a row that is known. Thread-safe. */
final class AuditEndpoint {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 1000;

    private final Door<Human> door;
    private final Decisions decisions;
    private final InstantSource clock;

    AuditEndpoint(Door<Human> door, Decisions decisions, InstantSource clock) {
        this.door = door;
        this.decisions = decisions;
        this.clock = clock;
    }

    Optional<Reply> log(Exchange exchange) {
        return HumanEndpoint.viewer(door, decisions, exchange, human -> {
            Query query = exchange.query(Set.of("since", "until", "before", "after", "bot", "event", "repo", "limit"));
            LogQuery wanted = new LogQuery(
                    query.one("since").flatMap(text -> time(query, clock, "since", text)),
                    query.one("until").flatMap(text -> time(query, clock, "until", text)),
                    query.one("before").map(text -> number(query, "before", text)),
                    query.one("after").map(text -> number(query, "after", text)),
                    query.one("bot"),
                    query.one("repo"),
                    query.one("event").filter(word -> isEvent(query, word)),
                    query.one("limit").map(text -> limit(query, text)).orElse(DEFAULT_LIMIT));
            if (!query.problems().isEmpty()) {
                return Problem.invalid(query.problems()).reply();
            }
            ObjectNode body = StrictJson.object();
            ArrayNode events = body.putArray("events");
            AuditPage page = decisions.log(wanted);
            page.rows().forEach(row -> events.add(json(row)));
            page.next().ifPresent(seq -> body.put(wanted.after().isPresent() ? "next_after" : "next_before", seq));
            page.searched().ifPresent(at -> body.put("searched_to", at.toString()));
            return Reply.json(200, body);
        });
    }

    private static ObjectNode json(AuditEvent.Recorded row) {
        ObjectNode body = (ObjectNode) StrictJson.readOwn(row.json());
        return body.put("prev_hash", row.prevHash()).put("hash", row.hash());
    }

    static Optional<Instant> time(Query query, InstantSource clock, String name, String text) {
        try {
            return Optional.of(
                    Durations.parse(text).map(ago -> clock.instant().minus(ago)).orElseGet(() -> Instant.parse(text)));
        } catch (DateTimeParseException neither) {
            query.problem(name, "It is no duration and no time.", "Write 24h or 2026-02-17T15:00:00Z.");
            return Optional.empty();
        }
    }

    private static boolean isEvent(Query query, String word) {
        for (AuditEvent.Type type : AuditEvent.Type.values()) {
            if (type.word().equals(word)) {
                return true;
            }
        }
        query.problem("event", "There is no such event.", "Write a word such as credential_issued.");
        return false;
    }

    static long number(Query query, String name, String text) {
        if (!text.matches("0|[1-9][0-9]{0,17}")) {
            query.problem(name, "It is no number of a row.", "Write next_" + name + " of the answer before.");
            return 1;
        }
        return Long.parseLong(text);
    }

    private static int limit(Query query, String text) {
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            query.problem("limit", "It is no number from 1 to " + MOST + ".", "Write for example limit=100.");
        }
        return limit;
    }
}
