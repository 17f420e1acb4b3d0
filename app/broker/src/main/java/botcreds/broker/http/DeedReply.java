package botcreds.broker.http;

import botcreds.broker.bots.Deed;
import botcreds.broker.model.AsciiCase;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** What became of a word that can hit many things, as JSON or as a problem. */
final class DeedReply {
    private DeedReply() {}

    static Reply of(Deed deed) {
        int status = status(deed.code());
        String code = AsciiCase.fold(deed.code().name());
        if (status != 200) {
            String detail = deed.left().isEmpty() ? deed.text() : deed.text() + " " + String.join(" ", deed.left());
            Problem problem = Problem.of(status, code, detail, hint(deed.code()));
            return (deed.code() == Deed.Code.UNAVAILABLE ? problem.retryAfter(Duration.ofSeconds(5)) : problem).reply();
        }
        return Reply.json(200, json(deed));
    }

    /** What was done, or would be. */
    static ObjectNode json(Deed deed) {
        ObjectNode body = StrictJson.object();
        body.put("result", AsciiCase.fold(deed.code().name()))
                .put("dry_run", deed.preview())
                .put("text", deed.text());
        body.put("count", deed.hits().size());
        ArrayNode hits = body.putArray("hits");
        deed.hits().forEach(hit -> hits.add(json(hit)));
        ArrayNode left = body.putArray("left");
        deed.left().forEach(left::add);
        return body;
    }

    private static ObjectNode json(Deed.Hit hit) {
        ObjectNode body = StrictJson.object();
        body.put("kind", AsciiCase.fold(hit.kind().name()));
        body.put("id", hit.id()).put("bot", hit.bot().value());
        hit.request().ifPresent(request -> body.put("request_id", request.id()).put("revision", request.revision()));
        hit.scope().ifPresent(scope -> {
            ArrayNode repos = body.putArray("repos");
            scope.repositoryNames().forEach(repos::add);
            ArrayNode permissions = body.putArray("permissions");
            scope.permissions().words().forEach(permissions::add);
        });
        body.put("state", hit.state());
        hit.ends().ifPresent(ends -> body.put("ends_at", ends.toString()));
        return body;
    }

    private static int status(Deed.Code code) {
        return switch (code) {
            case DONE, NOTHING -> 200;
            case NOT_APPROVER, SELF_APPROVAL, POLICY_DENIES, TAKES_MORE_HUMANS -> 403;
            case NOT_FOUND -> 404;
            case BOT_LOCKED -> 409;
            case UNAVAILABLE -> 503;
        };
    }

    private static String hint(Deed.Code code) {
        return switch (code) {
            case NOT_FOUND -> "Look at GET /v1/bots and GET /v1/requests for the names.";
            case NOT_APPROVER, SELF_APPROVAL -> "Ask one of those that the policy names.";
            case POLICY_DENIES -> "Policy forbids this; change the policy first if it should be allowed.";
            case TAKES_MORE_HUMANS -> "Have the bot ask, and approve together.";
            case BOT_LOCKED -> "See GET /v1/bots for who locked it and why; unlock it first.";
            default -> "Look again in a few seconds, and repeat what is not done.";
        };
    }
}
