package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call as the sandbox saw it.
 *
 * @param status what was sent, or 0 when the connection was dropped instead
 * @param installation the installation it was about, when the sandbox got as far as to know
 * @param body the request's body as it was sent; null for git and for calls without one
 * @param token what was minted, revoked or used; set for a mint whose answer was dropped, too
 * @param claims of the App JWT, when a good one was brought
 * @param answer the answer as it was sent, with the text of a token left out
 */
public record LedgerEntry(
        long number,
        Instant at,
        Kind kind,
        String method,
        String path,
        int status,
        @Nullable Long installation,
        @Nullable String body,
        @Nullable IssuedToken token,
        @Nullable JsonNode claims,
        @Nullable JsonNode answer) {

    /** What a call was for. A mint that was refused is a {@code MINT} without a token. */
    public enum Kind {
        MINT,
        REVOKE,
        GIT,
        CALL
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("number", number)
                .put("at", at.toString())
                .put("kind", kind.name())
                .put("method", method)
                .put("path", path)
                .put("status", status)
                .put("installation", installation)
                .put("body", body);
        if (token != null) {
            json.put("token_sha256", token.sha256());
            json.put("expires_at", token.expiresAt().toString());
            json.set("permissions", token.permissions().toJson());
            if (token.repositories() != null) {
                var ids = json.putArray("repository_ids");
                token.repositories().stream().sorted().forEach(ids::add);
            }
        }
        json.set("jwt", claims);
        json.set("answer", answer);
        return json;
    }
}
