package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The audit log of the one enterprise and of every organization: git's events, read out of the ledger. {@code hashed_token}
 * stands without padding, as in GitHub's own examples, and a search for it finds exactly what is written.
 */
final class AuditLogEndpoints {
    private static final Pattern PHRASE = Pattern.compile("hashed_token:\"([A-Za-z0-9+/=]{1,100})\"");

    private final Ledger ledger;
    private final String token;

    /** @param token what reads the log; no token of the App does */
    AuditLogEndpoints(Ledger ledger, String token) {
        this.ledger = ledger;
        this.token = token;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/enterprises/*/audit-log", this::search);
        routes.add("GET", "/orgs/*/audit-log", this::search);
    }

    private Answer search(Call call) {
        String authorization = call.header("authorization");
        if (!authorization.equals("Bearer " + token) && !authorization.equals("token " + token)) {
            return Refusals.notFound();
        }
        Matcher phrase = PHRASE.matcher(call.query().getOrDefault("phrase", ""));
        Optional<String> hash = phrase.matches() ? Optional.of(phrase.group(1)) : Optional.empty();
        boolean withGit = List.of("git", "all").contains(call.query().getOrDefault("include", "web"));
        List<ObjectNode> found = ledger.entries().stream()
                .filter(entry -> withGit && entry.kind() == LedgerEntry.Kind.GIT && entry.status() == 200)
                .flatMap(entry -> event(entry).stream())
                .filter(event ->
                        hash.isEmpty() || event.path("hashed_token").asText().equals(hash.get()))
                .sorted((one, other) -> Long.compare(
                        other.path("@timestamp").asLong(),
                        one.path("@timestamp").asLong()))
                .toList();
        Paging<ObjectNode> page = Paging.of(call, found);
        return page.linked(call, Answer.ok(page.json(event -> event)));
    }

    private static Optional<ObjectNode> event(LedgerEntry entry) {
        IssuedToken used = entry.token();
        if (used == null) {
            return Optional.empty();
        }
        boolean push = entry.path().endsWith("/git-receive-pack");
        return Optional.of(Json.object()
                .put("@timestamp", entry.at().toEpochMilli())
                .put("action", push ? "git.push" : "git.fetch")
                .put("hashed_token", used.sha256().replace("=", ""))
                .put("programmatic_access_type", "GitHub App server-to-server token")
                .put("repo", entry.path().replaceFirst("^/([^/]+/[^/]+?)(\\.git)?/.*", "$1")));
    }
}
