package botcreds.broker.errands;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Durations;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.RequestState;
import botcreds.broker.policy.Happening;
import botcreds.broker.requests.RequestView;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What bulletins say, how they wait in the database, and what a webhook gets of them. */
final class Bulletins {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);
    private static final JsonMapper JSON = new JsonMapper();
    /** So that the body of a webhook stays below 20 kB. */
    private static final int LONGEST_DETAIL = 4000;

    private static final int MOST_NAMED = 3;

    private Bulletins() {}

    /** What happened to a request, told as it stands now. */
    static Bulletin of(String id, Happening happening, RequestView view) {
        AccessRequest request = view.request();
        List<Bulletin.Fact> facts = new ArrayList<>();
        add(facts, "Bot", request.bot().value());
        add(facts, "Repositories", String.join(", ", request.scope().repositoryNames()));
        add(facts, "Permissions", request.scope().permissions().toString());
        add(
                facts,
                "For",
                Durations.format(request.ttl()) + ", as " + request.kind().word());
        add(facts, "Reason given by the bot (not checked)", request.reason().text());
        view.asked().ifPresent(asked -> add(facts, "Asked for at first", asked));
        add(facts, "Rule", request.rule());
        if (request.state() == RequestState.PENDING) {
            add(facts, "Requested", TIME.format(request.createdAt()));
            add(facts, "Expires", TIME.format(request.expiresAt()));
            add(facts, "Approvals", view.votes().size() + " of " + view.approvalsNeeded());
        }
        request.decision().ifPresent(decision -> add(facts, "Decided by", by(decision)));
        request.decision().flatMap(HumanDecision::reason).ifPresent(why -> add(facts, "Why", why));
        add(facts, "Request", request.id().value());
        return new Bulletin(
                id,
                happening.word(),
                request.id().value(),
                request.state().name(),
                headline(happening, request),
                facts,
                "",
                "");
    }

    /** What is about no request. */
    static Bulletin of(String id, Announcer.Notice notice) {
        String detail = notice.detail();
        return new Bulletin(
                id,
                Happening.NOTICE.word(),
                "",
                "",
                notice.headline(),
                List.of(),
                detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "…",
                "");
    }

    static Bulletin awayFor(Bulletin bulletin, String shortId, Instant since) {
        return bulletin.instead(withoutSlack("Slack could not be reached since " + TIME.format(since), shortId));
    }

    static Bulletin refusedFor(Bulletin bulletin, String shortId, String why) {
        return bulletin.instead(withoutSlack("Slack did not take this (" + why + ")", shortId));
    }

    private static String withoutSlack(String why, String shortId) {
        return shortId.isEmpty()
                ? why + "."
                : why + "; decide with `botcreds approve " + shortId + "` or `botcreds deny " + shortId + "`.";
    }

    static String write(Bulletin bulletin) {
        try {
            return JSON.writeValueAsString(bulletin);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of texts can be written as JSON", impossible);
        }
    }

    static Bulletin read(String json) {
        try {
            return JSON.readValue(json, Bulletin.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("the table holds what this class wrote", unreadable);
        }
    }

    /** The body of a webhook: the same words, for a machine that shows them to somebody. */
    static String webhook(Bulletin bulletin, Instant at) {
        ObjectNode body = JSON.createObjectNode()
                .put("type", "notification." + bulletin.event())
                .put("timestamp", at.toString());
        ObjectNode data = body.putObject("data");
        if (!bulletin.request().isEmpty()) {
            data.put("request_id", bulletin.request()).put("state", bulletin.state());
        }
        data.put("headline", bulletin.headline());
        ObjectNode facts = data.putObject("facts");
        bulletin.facts().forEach(fact -> facts.put(fact.name(), fact.value()));
        if (!bulletin.detail().isEmpty()) {
            data.put("detail", bulletin.detail());
        }
        if (!bulletin.instead().isEmpty()) {
            data.put("in_place_of_slack", bulletin.instead());
        }
        return body.toString();
    }

    private static String headline(Happening happening, AccessRequest request) {
        String name = "#" + request.shortId() + ": ";
        String what =
                request.scope().permissions() + " on " + some(request.scope().repositoryNames());
        String whose = request.bot() + "'s request for " + what;
        return name
                + switch (happening) {
                    case WAITING -> request.bot() + " asks for " + what;
                    case APPROVED -> whose + " was approved";
                    case ISSUED -> request.bot() + " has collected its credential for " + what;
                    case DENIED -> whose + " was denied";
                    case EXPIRED -> whose + " has expired";
                    case FAILED -> whose + " failed at GitHub";
                    case CANCELLED -> whose + " was taken back by the bot";
                    case REVOKED -> whose + " was revoked";
                    case NOTICE -> throw new IllegalArgumentException("a notice is about no request");
                };
    }

    private static String some(List<String> names) {
        String first = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMED ? first : first + " and " + (names.size() - MOST_NAMED) + " more";
    }

    private static String by(HumanDecision decision) {
        return decision.isHumans() ? decision.byName() + " (" + decision.byId() + ")" : decision.byId();
    }

    private static void add(List<Bulletin.Fact> facts, String name, String value) {
        facts.add(new Bulletin.Fact(name, value));
    }
}
