package botcreds.broker.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.slack.api.bolt.response.Response;

/** Answers to Slack with a body of our own rendering; the SDK would render them from classes that lose what they do not know. */
final class Responses {
    private Responses() {}

    static Response json(JsonNode body) {
        return Response.builder()
                .statusCode(200)
                .contentType(Response.CONTENT_TYPE_APPLICATION_JSON_UTF8)
                .body(body.toString())
                .build();
    }
}
