package botcreds.broker.http;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Credential;
import botcreds.broker.model.Durations;
import botcreds.broker.requests.RequestView;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request as a human's script sees it. */
final class RequestJson {
    private RequestJson() {}

    static ObjectNode of(RequestView view) {
        AccessRequest request = view.request();
        ObjectNode body = StrictJson.object();
        body.put("request_id", request.id().value());
        body.put("id", request.shortId());
        body.put("state", request.state().name());
        body.put("bot", request.bot().value());
        ArrayNode repos = body.putArray("repos");
        request.scope().repositoryNames().forEach(repos::add);
        ArrayNode permissions = body.putArray("permissions");
        request.scope().permissions().words().forEach(permissions::add);
        body.put("kind", request.kind().word());
        body.put("ttl", Durations.format(request.ttl()));
        body.put("reason", request.reason().text());
        body.put("rule", request.rule());
        body.put("requested_at", request.createdAt().toString());
        body.put("expires_at", request.expiresAt().toString());
        body.put("client_ip", request.clientIp());
        body.put("approvals_needed", view.approvalsNeeded());
        ArrayNode votes = body.putArray("votes");
        view.votes().forEach(vote -> votes.addObject().put("id", vote.humanId()).put("name", vote.name()));
        body.put("approved_before", view.approvedBefore());
        body.put("denied_before", view.deniedBefore());
        view.remembers().ifPresent(rule -> body.put("remembers", rule));
        view.remembered().ifPresent(text -> body.put("remembered", text));
        request.decision().ifPresent(decision -> {
            ObjectNode made = body.putObject("decision");
            made.put("by", decision.byId()).put("name", decision.byName());
            made.put("at", decision.at().toString());
            decision.reason().ifPresent(reason -> made.put("reason", reason));
        });
        view.credential().ifPresent(credential -> put(body.putObject("credential"), credential));
        return body;
    }

    private static void put(ObjectNode into, Credential credential) {
        into.put("token_id", credential.id().value());
        into.put("state", credential.state().name());
        into.put("token_sha256", credential.tokenSha256());
        into.put("issued_at", credential.issuedAt().toString());
        into.put("expires_at", credential.expiresAt().toString());
    }
}
