package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Check runs, as few fields as a broker or a bot sets (docs: REST API endpoints for check runs). */
final class CheckRunEndpoints {
    private static final String RUNS = "/repos/*/*/check-runs";
    private static final String[] SETTABLE = {
        "name", "head_sha", "details_url", "external_id", "status", "conclusion", "started_at", "completed_at", "output"
    };

    private record Run(long repository, ObjectNode json) {}

    private final InstantSource clock;
    private final AtomicLong ids = new AtomicLong(30_000_000);
    private final Map<Long, Run> runs = new ConcurrentHashMap<>();

    CheckRunEndpoints(InstantSource clock) {
        this.clock = clock;
    }

    void addTo(Routes routes, RepositoryGuard guard) {
        routes.add("POST", RUNS, guard.asks("checks", AccessLevel.WRITE, this::create));
        routes.add("PATCH", RUNS + "/*", guard.asks("checks", AccessLevel.WRITE, this::update));
        routes.add("GET", RUNS + "/*", guard.asks("checks", AccessLevel.READ, this::show));
    }

    private Answer create(Call call, HostedRepository repository) {
        JsonNode body = Json.read(call.body());
        if (body == null) {
            return Refusals.notJson();
        }
        for (String required : new String[] {"name", "head_sha"}) {
            if (body.path(required).asText("").isEmpty()) {
                return Refusals.invalidRequest("\"" + required + "\" wasn't supplied.");
            }
        }
        long id = ids.incrementAndGet();
        String at = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode run = Json.object()
                .put("id", id)
                .put("node_id", "CR_" + id)
                .put("url", call.origin() + "/repos/" + repository.fullName() + "/check-runs/" + id)
                .put("html_url", Call.web(call.origin()) + "/" + repository.fullName() + "/runs/" + id)
                .put("status", "queued")
                .put("started_at", at);
        return Answer.of(201, keep(repository, id, set(run, body)));
    }

    private Answer update(Call call, HostedRepository repository) {
        JsonNode body = Json.read(call.body());
        Run run = runs.get(call.id(2));
        if (body == null) {
            return Refusals.notJson();
        }
        if (run == null || run.repository() != repository.id()) {
            return Refusals.notFound();
        }
        return Answer.ok(keep(repository, call.id(2), set(run.json().deepCopy(), body)));
    }

    private Answer show(Call call, HostedRepository repository) {
        Run run = runs.get(call.id(2));
        return run == null || run.repository() != repository.id() ? Refusals.notFound() : Answer.ok(run.json());
    }

    private ObjectNode keep(HostedRepository repository, long id, ObjectNode json) {
        runs.put(id, new Run(repository.id(), json));
        return json;
    }

    private static ObjectNode set(ObjectNode run, JsonNode body) {
        for (String field : SETTABLE) {
            if (body.has(field)) {
                run.set(field, body.get(field));
            }
        }
        // GitHub completes a run that is given a conclusion.
        if (body.hasNonNull("conclusion")) {
            run.put("status", "completed");
        }
        return run;
    }
}
