package botcreds.command.mcp;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.Failures;
import botcreds.command.config.Surroundings;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON-RPC 2.0, one message a line, one at a time; ends with its input. */
public final class McpServer {
    private static final String LATEST = "2025-11-25";
    private static final Set<String> SPOKEN = Set.of("2024-11-05", "2025-03-26", "2025-06-18", LATEST);
    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;
    private static final int NO_SUCH_METHOD = -32601;
    private static final int INVALID_PARAMS = -32602;
    private static final Gson JSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private final Surroundings surroundings;
    private final AccessTools tools;
    private final String version;

    public McpServer(Surroundings surroundings, AccessTools tools, String version) {
        this.surroundings = surroundings;
        this.tools = tools;
        this.version = version;
    }

    /** Answers until the input ends. */
    public void run() throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                JsonObject answer = answer(line);
                if (answer != null) {
                    surroundings.out().println(JSON.toJson((JsonElement) answer));
                    surroundings.out().flush();
                }
            }
        }
    }

    /** Returns nothing for a notification, which nobody waits to be answered. */
    private @Nullable JsonObject answer(String line) {
        JsonElement message;
        try {
            message = JsonParser.parseString(line);
        } catch (JsonParseException malformed) {
            return error(null, PARSE_ERROR, "This is not JSON.");
        }
        if (!(message instanceof JsonObject call) || !(call.get("method") instanceof JsonPrimitive method)) {
            return error(null, INVALID_REQUEST, "This is no JSON-RPC request.");
        }
        if (!call.has("id")) {
            return null;
        }
        JsonObject params = call.get("params") instanceof JsonObject object ? object : new JsonObject();
        JsonElement id = call.get("id");
        return switch (method.getAsString()) {
            case "initialize" -> result(id, initialised(params));
            case "ping" -> result(id, new JsonObject());
            case "tools/list" -> result(id, tools.list());
            case "tools/call" -> called(id, params);
            default -> error(id, NO_SUCH_METHOD, "There is no method '" + method.getAsString() + "'.");
        };
    }

    private JsonObject initialised(JsonObject params) {
        String wanted = Arguments.text(params, "protocolVersion").orElse(LATEST);
        JsonObject capabilities = new JsonObject();
        capabilities.add("tools", new JsonObject());
        JsonObject server = new JsonObject();
        server.addProperty("name", "botcreds");
        server.addProperty("version", version);
        JsonObject result = new JsonObject();
        result.addProperty("protocolVersion", SPOKEN.contains(wanted) ? wanted : LATEST);
        result.add("capabilities", capabilities);
        result.add("serverInfo", server);
        result.addProperty(
                "instructions",
                "Ask for GitHub access with request_github_access before you fetch from or push to a private repository. You"
                        + " never get to see a token: once access is approved, git and gh just work.");
        return result;
    }

    private JsonObject called(JsonElement id, JsonObject params) {
        String name = Arguments.text(params, "name").orElse("");
        if (!tools.has(name)) {
            return error(id, INVALID_PARAMS, "There is no tool '" + name + "'.");
        }
        JsonObject arguments = params.get("arguments") instanceof JsonObject object ? object : new JsonObject();
        try {
            return result(id, content(tools.call(name, arguments), false));
        } catch (RuntimeException problem) {
            CommandFailure failure = Failures.of(problem);
            return result(id, content(failure.sentence() + " " + failure.hint(), true));
        }
    }

    private static JsonObject content(String text, boolean isError) {
        JsonObject part = new JsonObject();
        part.addProperty("type", "text");
        part.addProperty("text", text);
        JsonArray content = new JsonArray();
        content.add(part);
        JsonObject result = new JsonObject();
        result.add("content", content);
        result.addProperty("isError", isError);
        return result;
    }

    private static JsonObject result(JsonElement id, JsonObject result) {
        JsonObject answer = envelope(id);
        answer.add("result", result);
        return answer;
    }

    private static JsonObject error(@Nullable JsonElement id, int code, String sentence) {
        JsonObject error = new JsonObject();
        error.addProperty("code", code);
        error.addProperty("message", sentence);
        JsonObject answer = envelope(id);
        answer.add("error", error);
        return answer;
    }

    private static JsonObject envelope(@Nullable JsonElement id) {
        JsonObject answer = new JsonObject();
        answer.addProperty("jsonrpc", "2.0");
        answer.add("id", id);
        return answer;
    }
}
