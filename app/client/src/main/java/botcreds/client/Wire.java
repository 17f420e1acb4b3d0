package botcreds.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The broker's JSON for what callers see as records. */
final class Wire {
    private Wire() {}

    static String ask(Ask ask, String kind) {
        JsonObject body = new JsonObject();
        body.add("repos", array(ask.repos()));
        body.add("permissions", array(ask.permissions()));
        body.addProperty("reason", ask.reason());
        body.addProperty("kind", kind);
        ask.ttl().ifPresent(ttl -> body.addProperty("ttl", ttl.toSeconds()));
        ask.callbackUrl().ifPresent(url -> body.addProperty("callback_url", url.toString()));
        ask.publicKey().ifPresent(line -> body.addProperty("public_key", line));
        return body.toString();
    }

    static Credentials credentials(Json body, Optional<Ask> ask) {
        Json git = body.inner("git");
        return new Credentials(
                body.text("request_id"),
                body.text("token_id"),
                new Token(body.text("token")),
                body.instant("expires_at"),
                body.texts("repos"),
                body.texts("permissions"),
                body.text("approval"),
                body.optionalInstant("session_expires_at"),
                new GitAccess(
                        git.text("clone_url"),
                        git.textsByName("clone_urls"),
                        git.text("askpass_script"),
                        git.text("username")),
                attribution(body),
                ask);
    }

    static DeployKey deployKey(Json body) {
        Json key = body.inner("deploy_key");
        return new DeployKey(
                body.text("request_id"),
                body.text("token_id"),
                key.number("id"),
                key.text("public_key"),
                key.optionalText("private_key"),
                key.flag("read_only"),
                key.text("ssh_url"),
                body.instant("expires_at"),
                body.text("approval"),
                attribution(body));
    }

    static Verdict verdict(Json body) {
        return new Verdict(
                decision(body.text("decision")),
                body.text("rule"),
                body.text("why"),
                body.text("hint"),
                body.texts("repos"),
                body.texts("permissions"));
    }

    private static Verdict.Decision decision(String word) {
        for (Verdict.Decision each : Verdict.Decision.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
                return each;
            }
        }
        throw new UnexpectedAnswer("it has a decision that this client does not know", null);
    }

    private static Attribution attribution(Json body) {
        Json attribution = body.inner("attribution");
        return new Attribution(
                attribution.optionalText("name"), attribution.optionalText("email"), attribution.text("trailer"));
    }

    private static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }
}
