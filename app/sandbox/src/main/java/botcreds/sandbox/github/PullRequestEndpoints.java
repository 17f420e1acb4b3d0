package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * Pull requests within one repository, as few fields as a broker looks at (docs: REST API endpoints for pull requests).
 * Nothing merges them here but a push to the base that has their head in it; as at GitHub they are merged then.
 */
final class PullRequestEndpoints {
    private static final String PULLS = "/repos/*/*/pulls";

    private final SandboxApp app;
    private final InstantSource clock;
    private final Map<Long, List<ObjectNode>> byRepository = new ConcurrentHashMap<>();

    PullRequestEndpoints(SandboxApp app, InstantSource clock) {
        this.app = app;
        this.clock = clock;
    }

    void addTo(Routes routes, RepositoryGuard guard) {
        routes.add("POST", PULLS, guard.asks("pull_requests", AccessLevel.WRITE, this::open));
        routes.add("GET", PULLS, guard.asks("pull_requests", AccessLevel.READ, this::list));
        routes.add("GET", PULLS + "/*", guard.asks("pull_requests", AccessLevel.READ, this::show));
        routes.add("PATCH", PULLS + "/*", guard.asks("pull_requests", AccessLevel.WRITE, this::update));
    }

    private Answer open(Call call, HostedRepository repository) {
        JsonNode body = Json.read(call.body());
        if (body == null) {
            return Refusals.notJson();
        }
        for (String required : new String[] {"title", "head", "base"}) {
            if (body.path(required).asText("").isBlank()) {
                return Refusals.missingField("PullRequest", required);
            }
        }
        String head = branch(body.path("head").asText(), repository);
        String base = body.path("base").asText();
        String sha = tip(repository, head);
        if (sha == null || tip(repository, base) == null) {
            return Refusals.validationFailed(Json.object()
                    .put("resource", "PullRequest")
                    .put("field", sha == null ? "head" : "base")
                    .put("code", "invalid"));
        }
        if (sha.equals(tip(repository, base))) {
            return custom("No commits between " + base + " and " + head);
        }
        List<ObjectNode> pulls = of(repository);
        // Numbers come from the list's length, so two at a time would get the same one.
        synchronized (pulls) {
            boolean twice = pulls.stream()
                    .anyMatch(each -> isOpen(each)
                            && each.path("head").path("ref").asText().equals(head)
                            && each.path("base").path("ref").asText().equals(base));
            if (twice) {
                return custom("A pull request already exists for "
                        + repository.owner().login() + ":" + head + ".");
            }
            ObjectNode pull = pull(call, repository, pulls.size() + 1, body);
            end(pull, "head", repository, head, sha);
            end(pull, "base", repository, base, String.valueOf(tip(repository, base)));
            pulls.add(pull);
            return Answer.of(201, pull);
        }
    }

    private ObjectNode pull(Call call, HostedRepository repository, int number, JsonNode body) {
        String at = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode pull = Json.object()
                .put("id", repository.id() * 1000 + number)
                .put("number", number)
                .put("state", "open")
                .put("title", body.path("title").asText())
                .put("body", body.path("body").asText(""))
                .put("draft", body.path("draft").asBoolean(false))
                .put("url", call.origin() + "/repos/" + repository.fullName() + "/pulls/" + number)
                .put("html_url", Call.web(call.origin()) + "/" + repository.fullName() + "/pull/" + number)
                .put("created_at", at)
                .put("updated_at", at);
        pull.putNull("merged_at");
        pull.set("user", new Account(app.botUserId(), app.botLogin(), Account.BOT).toJson(call.origin()));
        return pull;
    }

    void close(HostedRepository repository, int number) {
        List<ObjectNode> pulls = of(repository);
        if (number < 1 || number > pulls.size() || !isOpen(pulls.get(number - 1))) {
            throw new IllegalArgumentException(
                    "no pull request #" + number + " of " + repository.fullName() + " is open");
        }
        pulls.get(number - 1).put("state", "closed");
    }

    private Answer list(Call call, HostedRepository repository) {
        String head = call.query().getOrDefault("head", "");
        String state = call.query().getOrDefault("state", "open");
        List<ObjectNode> found = of(repository).stream()
                .filter(each -> head.isEmpty()
                        || each.path("head").path("label").asText().equalsIgnoreCase(head))
                .filter(each ->
                        state.equals("all") || each.path("state").asText().equals(state))
                .toList();
        Paging<ObjectNode> page = Paging.of(call, found);
        return page.linked(call, Answer.ok(page.json(each -> each)));
    }

    private Answer show(Call call, HostedRepository repository) {
        ObjectNode pull = find(call, repository);
        return pull == null ? Refusals.notFound() : Answer.ok(pull);
    }

    private Answer update(Call call, HostedRepository repository) {
        ObjectNode pull = find(call, repository);
        JsonNode body = Json.read(call.body());
        if (pull == null || body == null) {
            return pull == null ? Refusals.notFound() : Refusals.notJson();
        }
        for (String field : new String[] {"title", "body", "state"}) {
            if (body.hasNonNull(field)) {
                pull.put(field, body.path(field).asText());
            }
        }
        return Answer.ok(pull);
    }

    private @Nullable ObjectNode find(Call call, HostedRepository repository) {
        List<ObjectNode> pulls = of(repository);
        long number = call.id(2);
        return number < 1 || number > pulls.size() ? null : pulls.get((int) number - 1);
    }

    private static boolean isOpen(ObjectNode pull) {
        return pull.path("state").asText().equals("open");
    }

    private static void end(ObjectNode pull, String which, HostedRepository repository, String ref, String sha) {
        pull.putObject(which)
                .put("label", repository.owner().login() + ":" + ref)
                .put("ref", ref)
                .put("sha", sha);
    }

    /** {@code owner:branch} names a fork at GitHub; here there is only the repository itself. */
    private static String branch(String head, HostedRepository repository) {
        String own = repository.owner().login() + ":";
        return head.startsWith(own) ? head.substring(own.length()) : head;
    }

    private static @Nullable String tip(HostedRepository hosted, String branch) {
        try (Repository repository = BareRepository.open(hosted.gitDirectory())) {
            ObjectId id = repository.resolve("refs/heads/" + branch);
            return id == null ? null : id.name();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Tells whether the base has what the branch has. */
    private static boolean hasHead(HostedRepository hosted, ObjectNode pull) {
        try (Repository repository = BareRepository.open(hosted.gitDirectory());
                RevWalk walk = new RevWalk(repository)) {
            ObjectId base = repository.resolve(
                    "refs/heads/" + pull.path("base").path("ref").asText());
            ObjectId head = repository.resolve(
                    "refs/heads/" + pull.path("head").path("ref").asText());
            return base != null && head != null && walk.isMergedInto(walk.parseCommit(head), walk.parseCommit(base));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Answer custom(String message) {
        return Refusals.validationFailed(Json.object()
                .put("resource", "PullRequest")
                .put("code", "custom")
                .put("message", message));
    }

    private List<ObjectNode> of(HostedRepository repository) {
        List<ObjectNode> pulls = byRepository.computeIfAbsent(repository.id(), id -> new CopyOnWriteArrayList<>());
        pulls.stream()
                .filter(PullRequestEndpoints::isOpen)
                .filter(each -> hasHead(repository, each))
                .forEach(each -> each.put("state", "closed")
                        .put(
                                "merged_at",
                                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()));
        return pulls;
    }
}
