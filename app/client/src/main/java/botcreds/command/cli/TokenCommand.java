package botcreds.command.cli;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.Configuration;
import botcreds.command.config.Surroundings;
import botcreds.command.git.Self;
import botcreds.command.grants.Grant;
import botcreds.command.grants.GrantCache;
import botcreds.command.grants.Grants;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints a token, for whatever can take none of the other ways. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = {
            "Print a token that lives for five more minutes at least.",
            "-o table prints the token alone, json all about it, env lines for a shell's eval, and exec-credential the"
                    + " ExecCredential of kubectl and its like."
        })
final class TokenCommand implements Runnable {
    private final Surroundings surroundings;

    @Mixin
    private final Globals globals;

    @Mixin
    private final Needed needed = new Needed();

    TokenCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.globals = new Globals(surroundings);
    }

    @Override
    public void run() {
        String format = globals.format();
        if (!List.of("table", "json", "env", "exec-credential").contains(format)) {
            throw CommandFailure.usage(
                    "A token cannot be printed as '" + format + "'.", "Say table, json, env or exec-credential.");
        }
        Configuration configuration = globals.configuration();
        Grants grants = new Grants(GrantCache.of(configuration), configuration::asBot, surroundings.clock());
        Grant grant = grants.get(needed.wish(configuration, "botcreds token", Optional.empty()));
        surroundings.out().println(text(format, grant));
        surroundings.out().flush();
    }

    private static String text(String format, Grant grant) {
        return switch (format) {
            case "json" -> json(full(grant));
            case "exec-credential" -> json(execCredential(grant));
            case "env" ->
                "export GH_TOKEN=" + Self.quoted(grant.token()) + "\nexport GITHUB_TOKEN=" + Self.quoted(grant.token());
            default -> grant.token();
        };
    }

    private static JsonObject full(Grant grant) {
        JsonObject json = new JsonObject();
        json.addProperty("request_id", grant.requestId());
        json.addProperty("token", grant.token());
        json.addProperty("expires_at", grant.expiresAt().toString());
        json.add("repos", array(grant.scope().repos()));
        json.add("permissions", array(grant.scope().permissions()));
        return json;
    }

    private static JsonObject execCredential(Grant grant) {
        JsonObject status = new JsonObject();
        status.addProperty("token", grant.token());
        status.addProperty("expirationTimestamp", grant.expiresAt().toString());
        JsonObject json = new JsonObject();
        json.addProperty("apiVersion", "client.authentication.k8s.io/v1");
        json.addProperty("kind", "ExecCredential");
        json.add("status", status);
        return json;
    }

    private static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private static String json(JsonElement element) {
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(element);
    }
}
