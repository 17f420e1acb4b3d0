package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.github.PullRequest.Closed;
import botcreds.broker.github.PullRequest.Found;
import botcreds.broker.github.PullRequest.None;
import botcreds.broker.github.PullRequest.Open;
import botcreds.broker.github.PullRequest.Unavailable;
import botcreds.broker.model.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Finds and opens pull requests, each time by a token that can write pull requests of that repository only. */
final class PullRequests {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String PERMISSION = "pull_requests";

    private final RepositoryKeeper keeper;
    private final AppJwt jwt;

    PullRequests(RepositoryKeeper keeper, AppJwt jwt) {
        this.keeper = keeper;
        this.jwt = jwt;
    }

    Found find(RepositoryPlace place, String head) {
        return keeper.with(place, PERMISSION, Level.READ, open -> find(open, head), PullRequests::unable);
    }

    Found find(RepositoryPlace place, long number) {
        return keeper.with(place, PERMISSION, Level.READ, open -> find(open, number), PullRequests::unable);
    }

    /** One that is there already is the answer: GitHub has no second one from the same branch. */
    Found open(RepositoryPlace place, PullRequest wanted) {
        return keeper.with(place, PERMISSION, Level.WRITE, open -> open(open, wanted), PullRequests::unable);
    }

    private Found find(RepositoryKeeper.Open open, String head) {
        String label = URLEncoder.encode(open.repository().owner() + ":" + head, StandardCharsets.UTF_8);
        Exchange exchange = open.call("GET", "/pulls?state=all&per_page=100&head=" + label, "");
        Optional<Trouble> trouble = Trouble.in(exchange, jwt.now());
        if (trouble.isPresent()) {
            return new Unavailable(trouble.get().retryAfter(), trouble.get().why());
        }
        Optional<JsonNode> list = exchange instanceof Answered answer && answer.status() == 200
                ? Json.read(answer.body()).filter(JsonNode::isArray)
                : Optional.empty();
        if (list.isEmpty()) {
            return new Unavailable(SOON, "GitHub did not list the pull requests of " + open.repository());
        }
        Found found = new None();
        for (JsonNode each : list.get()) {
            // GitHub ignores a head that it cannot read and lists everything.
            if (each.path("head").path("ref").asText("").equals(head)) {
                Found one = read(each);
                if (one instanceof Open) {
                    return one;
                }
                found = one;
            }
        }
        return found;
    }

    private Found find(RepositoryKeeper.Open open, long number) {
        Exchange exchange = open.call("GET", "/pulls/" + number, "");
        Optional<Trouble> trouble = Trouble.in(exchange, jwt.now());
        if (trouble.isPresent()) {
            return new Unavailable(trouble.get().retryAfter(), trouble.get().why());
        }
        if (exchange instanceof Answered answer) {
            if (answer.status() == 404) {
                return new None();
            }
            if (answer.status() == 200) {
                return answer.json()
                        .filter(pull -> pull.path("number").asLong() == number)
                        .map(PullRequests::read)
                        .orElse(new Unavailable(SOON, "GitHub's answer was odd"));
            }
        }
        return new Unavailable(SOON, "GitHub did not show pull request #" + number + " of " + open.repository());
    }

    private Found open(RepositoryKeeper.Open open, PullRequest wanted) {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("title", wanted.title())
                .put("body", wanted.body())
                .put("head", wanted.head())
                .put("base", wanted.base())
                .toString();
        Exchange exchange = open.call("POST", "/pulls", body);
        Optional<Trouble> trouble = Trouble.in(exchange, jwt.now());
        if (trouble.isPresent()) {
            return new Unavailable(trouble.get().retryAfter(), trouble.get().why());
        }
        if (exchange instanceof Answered answer) {
            if (answer.status() == 201) {
                return answer.json().map(PullRequests::read).orElse(new Unavailable(SOON, "GitHub's answer was odd"));
            }
            if (answer.status() == 422) {
                Found there = find(open, wanted.head());
                if (there instanceof Open) {
                    return there;
                }
            }
        }
        return new Unavailable(
                SOON,
                "GitHub opened no pull request in " + open.repository()
                        + "; see that pull requests are on there and that the App may write them");
    }

    private static Found read(JsonNode pull) {
        long number = pull.path("number").asLong();
        return pull.path("state").asText("").equals("open")
                ? new Open(number, pull.path("html_url").asText(""))
                : new Closed(number, pull.hasNonNull("merged_at"));
    }

    private static Found unable(Mint no) {
        return no.fold(
                minted -> new None(),
                refused -> new Unavailable(SOON, refused.detail() + " " + refused.hint()),
                away -> new Unavailable(away.retryAfter(), away.why()),
                mismatch -> new Unavailable(SOON, mismatch.what()));
    }
}
