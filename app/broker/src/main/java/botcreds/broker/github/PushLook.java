package botcreds.broker.github;

import botcreds.broker.github.CheckRun.Reported;
import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.github.RepositoryKeeper.Open;
import botcreds.broker.model.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at what was pushed, and says at GitHub what was found. Thread-safe. */
final class PushLook {
    private static final int PAGE = 100;
    /** GitHub itself compares no further than 10,000 commits. */
    private static final int MOST_PAGES = 100;

    private static final Duration SOON = Duration.ofSeconds(10);

    private final RepositoryKeeper keeper;
    private final AppJwt jwt;

    PushLook(RepositoryKeeper keeper, AppJwt jwt) {
        this.keeper = keeper;
        this.jwt = jwt;
    }

    Comparison compare(RepositoryPlace place, String base, String head) {
        return keeper.<Comparison>with(
                place, "contents", Level.READ, open -> compare(open, base, head), no -> unable(no));
    }

    Reported report(RepositoryPlace place, CheckRun run) {
        return keeper.with(
                place,
                "checks",
                Level.WRITE,
                open -> report(open, run),
                no -> no.fold(
                        minted -> Reported.NOT_ALLOWED,
                        refused -> Reported.NOT_ALLOWED,
                        away -> Reported.LATER,
                        mismatch -> Reported.NOT_ALLOWED));
    }

    private Comparison compare(Open open, String base, String head) {
        List<Comparison.Commit> commits = new ArrayList<>();
        for (int page = 1; page <= MOST_PAGES; page++) {
            Exchange exchange =
                    open.call("GET", "/compare/" + base + "..." + head + "?per_page=" + PAGE + "&page=" + page, "");
            Optional<Trouble> trouble = Trouble.in(exchange, jwt.now());
            if (trouble.isPresent()) {
                return new Comparison.Unavailable(
                        trouble.get().retryAfter(), false, trouble.get().why());
            }
            if (!(exchange instanceof Answered answer) || answer.status() == 404 || answer.status() == 422) {
                return new Comparison.Nothing();
            }
            Optional<JsonNode> body = answer.status() == 200 ? answer.json() : Optional.empty();
            if (body.isEmpty()) {
                return new Comparison.Unavailable(SOON, false, "GitHub's comparison could not be read");
            }
            body.get()
                    .path("commits")
                    .forEach(each -> commits.add(new Comparison.Commit(
                            each.path("sha").asText(""),
                            each.path("commit").path("message").asText(""))));
            if (body.get().path("commits").size() < PAGE) {
                String status = body.get().path("status").asText("");
                return new Comparison.Between(commits, status.equals("ahead") || status.equals("identical"));
            }
        }
        return new Comparison.Unavailable(SOON, true, "the push has more commits than GitHub compares");
    }

    private static Comparison unable(Mint no) {
        return no.fold(
                minted -> new Comparison.Nothing(),
                refused -> new Comparison.Unavailable(SOON, true, refused.detail()),
                away -> new Comparison.Unavailable(away.retryAfter(), false, away.why()),
                mismatch -> new Comparison.Unavailable(SOON, true, mismatch.what()));
    }

    private Reported report(Open open, CheckRun run) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("name", CheckRun.NAME)
                .put("head_sha", run.headSha())
                .put("status", "completed")
                .put("conclusion", run.success() ? "success" : "failure");
        body.putObject("output").put("title", run.title()).put("summary", run.summary());
        Exchange exchange = open.call("POST", "/check-runs", body.toString());
        if (Trouble.in(exchange, jwt.now()).isPresent()) {
            return Reported.LATER;
        }
        return exchange instanceof Answered answer && answer.status() == 201 ? Reported.DONE : Reported.NOT_ALLOWED;
    }
}
