package botcreds.broker.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Problem details (RFC 9457) as every error of ours carries them.
 *
 * @param code       stable, for programs; also the end of {@code type}
 * @param detail     what happened; never an exception's text
 * @param hint       what to do next
 * @param retryAfter present when the same request can succeed later; becomes the header, in whole seconds, at least 1
 * @param requestId  the request it is about, if there is one
 * @param policyRule the rule that decided, if one did
 * @param errors     every field that is wrong, when it is the body or the query
 */
record Problem(
        int status,
        String code,
        String title,
        String detail,
        String hint,
        Optional<Duration> retryAfter,
        Optional<String> requestId,
        Optional<String> policyRule,
        List<FieldProblem> errors) {
    static final String MEDIA_TYPE = "application/problem+json";

    Problem {
        errors = List.copyOf(errors);
    }

    static Problem of(int status, String code, String detail, String hint) {
        return new Problem(
                status,
                code,
                Titles.of(status),
                detail,
                hint,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** All that is wrong with a body or a query, at once. */
    static Problem invalid(List<FieldProblem> errors) {
        FieldProblem first = errors.get(0);
        String detail = errors.size() == 1
                ? first.field() + ": " + first.detail()
                : errors.size() + " fields are wrong; the first: " + first.field() + ": " + first.detail();
        return new Problem(
                400,
                "invalid_request",
                Titles.of(400),
                detail,
                first.hint(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                errors);
    }

    Problem retryAfter(Duration wait) {
        return new Problem(status, code, title, detail, hint, Optional.of(wait), requestId, policyRule, errors);
    }

    Reply reply() {
        ObjectNode body = StrictJson.object();
        body.put("type", "/problems/" + code.replace('_', '-'));
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        String instance = UUID.randomUUID().toString();
        body.put("instance", "urn:uuid:" + instance);
        body.put("code", code);
        body.put("hint", hint);
        body.put("retryable", retryAfter.isPresent());
        requestId.ifPresent(id -> body.put("request_id", id));
        policyRule.ifPresent(rule -> body.put("policy_rule", rule));
        if (!errors.isEmpty()) {
            ArrayNode list = body.putArray("errors");
            errors.forEach(error -> list.addObject()
                    .put("field", error.field())
                    .put("detail", error.detail())
                    .put("hint", error.hint()));
        }
        Reply reply = new Reply(status, MEDIA_TYPE, java.util.Map.of("X-Request-Id", instance), StrictJson.text(body));
        return retryAfter
                .map(wait -> reply.with("Retry-After", Long.toString(seconds(wait))))
                .orElse(reply);
    }

    /** Rounds up: whoever comes back a moment too early is sent away again. */
    static long seconds(Duration wait) {
        return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    }
}
