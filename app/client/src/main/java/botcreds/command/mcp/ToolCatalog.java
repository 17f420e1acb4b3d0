package botcreds.command.mcp;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;

/** The tools as a model reads them. */
final class ToolCatalog {
    static final List<String> NAMES =
            List.of("request_github_access", "check_access", "list_my_access", "explain_denial", "release_access");

    private static final String SCOPE = """
            "repo": {"type": "string", "description": "owner/name"},
            "permissions": {"type": "array", "items": {"type": "string"}, "minItems": 1,
              "description": "GitHub's names with a level, as little as will do: contents:read to fetch, contents:write to push,\
             pull_requests:write to open a pull request, issues:write to comment"}\
            """;

    private static final String TOOLS = """
            {"tools": [
             {"name": "request_github_access",
              "description": "Ask for access to a GitHub repository. Policy decides at once, or a human is asked; waits up to 45\
             seconds. When it is approved, git and gh just work; no token is shown.",
              "inputSchema": {"type": "object", "required": ["repo", "permissions", "reason"], "properties": {%1$s,
                "reason": {"type": "string", "description": "what you need it for; a human decides by it"},
                "duration": {"type": "string", "description": "like 30m or 8h; an hour if it is left out"}}}},
             {"name": "check_access",
              "description": "See whether access that was asked for is there, and go on waiting up to 45 seconds if it is not.",
              "inputSchema": {"type": "object", "required": ["repo", "permissions"], "properties": {%1$s}}},
             {"name": "list_my_access",
              "description": "List the access you have now, and until when.",
              "inputSchema": {"type": "object", "properties": {}}},
             {"name": "explain_denial",
              "description": "Tell what policy says about an access, why, and what to ask for instead. Asks nobody.",
              "inputSchema": {"type": "object", "required": ["repo", "permissions"], "properties": {%1$s}}},
             {"name": "release_access",
              "description": "Give back the access to a repository as soon as you no longer need it.",
              "inputSchema": {"type": "object", "required": ["repo"], "properties": {
                "repo": {"type": "string", "description": "owner/name"}}}}
            ]}""".formatted(SCOPE);

    private ToolCatalog() {}

    static JsonObject list() {
        return JsonParser.parseString(TOOLS).getAsJsonObject();
    }
}
