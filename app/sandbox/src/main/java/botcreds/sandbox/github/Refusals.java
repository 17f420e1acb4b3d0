package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** GitHub's error answers, word for word. The {@code status} in the body is a string, as GitHub sends it. */
final class Refusals {
    private static final String DOCS = "https://docs.github.com/rest";

    private Refusals() {}

    static Answer of(int status, String message) {
        return Answer.of(status, body(status, message));
    }

    static Answer notFound() {
        return of(404, "Not Found");
    }

    static Answer badCredentials() {
        return of(401, "Bad credentials");
    }

    static Answer suspended() {
        return of(403, "This installation has been suspended");
    }

    static Answer lacks(String permission, AccessLevel level) {
        return of(403, "Resource not accessible by integration")
                .withHeader("X-Accepted-GitHub-Permissions", permission + "=" + level.word());
    }

    static Answer notJson() {
        return of(400, "Problems parsing JSON");
    }

    static Answer notAnObject() {
        return of(400, "Body should be a JSON object");
    }

    /** 422 for a field of the wrong type. */
    static Answer invalidRequest(String what) {
        return of(422, "Invalid request.\n\n" + what);
    }

    /** 422 with the one {@code errors[]} entry of a validation that failed. */
    static Answer validationFailed(ObjectNode error) {
        ObjectNode body = body(422, "Validation Failed");
        body.putArray("errors").add(error);
        return Answer.of(422, body);
    }

    static Answer missingField(String resource, String field) {
        return validationFailed(Json.object()
                .put("resource", resource)
                .put("code", "missing_field")
                .put("field", field));
    }

    private static ObjectNode body(int status, String message) {
        return Json.object()
                .put("message", message)
                .put("documentation_url", DOCS)
                .put("status", Integer.toString(status));
    }
}
