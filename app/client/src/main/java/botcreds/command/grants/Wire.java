package botcreds.command.grants;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The broker's JSON for wishes and grants. Apart from {@link Grants}, which must do without gson while the cache has an answer. */
final class Wire {
    private Wire() {}

    static JsonObject ask(Wish wish) {
        JsonObject body = new JsonObject();
        body.add("repos", array(wish.need().repos()));
        body.add("permissions", array(wish.need().permissions()));
        body.addProperty("reason", wish.reason());
        body.addProperty("kind", wish.session().isPresent() ? "session" : "installation_token");
        wish.session().or(wish::ttl).ifPresent(length -> body.addProperty("ttl", length.toSeconds()));
        return body;
    }

    private static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    static Grant grant(JsonObject answer) {
        try {
            String session = text(answer, "session_expires_at");
            return new Grant(
                    new Need(texts(answer, "repos"), texts(answer, "permissions")),
                    text(answer, "request_id"),
                    text(answer, "token"),
                    Instant.parse(text(answer, "expires_at")),
                    session.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(session)),
                    marking(answer));
        } catch (DateTimeException | CommandFailure malformed) {
            // Whatever is quoted in there may be the token.
            throw new CommandFailure(
                    ExitCode.ERROR,
                    "The answer is not one of a credential broker.",
                    "Check that the URL is the broker's own, and what stands between.");
        }
    }

    private static Marking marking(JsonObject answer) {
        JsonObject marking = answer.get("attribution") instanceof JsonObject object ? object : new JsonObject();
        return new Marking(
                text(marking, "name"),
                text(marking, "email"),
                text(marking, "trailer"),
                text(marking, "prefix"),
                text(marking, "co_author"));
    }

    private static List<String> texts(JsonObject object, String field) {
        List<String> texts = new ArrayList<>();
        if (object.get(field) != null && object.get(field).isJsonArray()) {
            object.getAsJsonArray(field).forEach(each -> texts.add(each.getAsString()));
        }
        return texts;
    }

    private static String text(JsonObject object, String field) {
        JsonElement element = object.get(field);
        return element != null && element.isJsonPrimitive() ? element.getAsString() : "";
    }
}
