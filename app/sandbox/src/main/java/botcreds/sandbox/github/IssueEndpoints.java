package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Issues, as few fields as let a token be used for something. */
final class IssueEndpoints {
    private static final String ISSUES = "/repos/*/*/issues";

    private final SandboxApp app;
    private final InstantSource clock;
    private final Map<Long, List<ObjectNode>> byRepository = new ConcurrentHashMap<>();

    IssueEndpoints(SandboxApp app, InstantSource clock) {
        this.app = app;
        this.clock = clock;
    }

    void addTo(Routes routes, RepositoryGuard guard) {
        routes.add("POST", ISSUES, guard.asks("issues", AccessLevel.WRITE, this::open));
        routes.add("GET", ISSUES, guard.asks("issues", AccessLevel.READ, this::list));
        routes.add("GET", ISSUES + "/*", guard.asks("issues", AccessLevel.READ, this::show));
    }

    private Answer open(Call call, HostedRepository repository) {
        JsonNode body = Json.read(call.body());
        if (body == null) {
            return Refusals.notJson();
        }
        if (body.path("title").asText("").isBlank()) {
            return Refusals.missingField("Issue", "title");
        }
        String at = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        List<ObjectNode> issues = of(repository);
        // Numbers come from the list's length, so two at a time would get the same one.
        synchronized (issues) {
            int number = issues.size() + 1;
            ObjectNode issue = Json.object()
                    .put("id", repository.id() * 1000 + number)
                    .put("number", number)
                    .put("title", body.path("title").asText())
                    .put("body", body.path("body").asText(""))
                    .put("state", "open")
                    .put("url", call.origin() + "/repos/" + repository.fullName() + "/issues/" + number)
                    .put("html_url", Call.web(call.origin()) + "/" + repository.fullName() + "/issues/" + number)
                    .put("created_at", at)
                    .put("updated_at", at);
            issue.set("user", new Account(app.botUserId(), app.botLogin(), Account.BOT).toJson(call.origin()));
            issues.add(issue);
            return Answer.of(201, issue);
        }
    }

    private Answer list(Call call, HostedRepository repository) {
        Paging<ObjectNode> page = Paging.of(call, List.copyOf(of(repository)));
        return page.linked(call, Answer.ok(page.json(issue -> issue)));
    }

    private Answer show(Call call, HostedRepository repository) {
        List<ObjectNode> issues = of(repository);
        long number = call.id(2);
        return number < 1 || number > issues.size() ? Refusals.notFound() : Answer.ok(issues.get((int) number - 1));
    }

    private List<ObjectNode> of(HostedRepository repository) {
        return byRepository.computeIfAbsent(repository.id(), id -> new CopyOnWriteArrayList<>());
    }
}
