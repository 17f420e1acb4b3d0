package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.github.RepositoryKeeper.Open;
import botcreds.broker.model.DeployKey;
import botcreds.broker.model.Level;
import botcreds.broker.model.RequestId;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes, lists and deletes deploy keys. GitHub keeps a key for ever, also when token, installation and App are gone, so each
 * carries in its title which App made it, for which bot and request. Thread-safe.
 */
final class DeployKeyMaking {
    private static final String PERMISSION = "administration";
    private static final Duration AFTER_NONSENSE = Duration.ofSeconds(10);
    /** Somebody has to change something at GitHub first. */
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(10);

    private static final int PAGE = 100;
    private static final int MOST_PAGES = 50;

    private final RepositoryKeeper keeper;
    private final AppJwt jwt;
    private final String prefix;
    private final Pattern title;

    /** @param appId what tells the keys of this App from those of another broker's */
    DeployKeyMaking(RepositoryKeeper keeper, AppJwt jwt, String appId) {
        this.keeper = keeper;
        this.jwt = jwt;
        this.prefix = "botcreds app " + appId + ": ";
        this.title = Pattern.compile(Pattern.quote(prefix) + "[^ ]{1,64} ([^ ]{1,64})");
    }

    Mint make(DeployKeyOrder order) {
        return keeper.with(order.place(), PERMISSION, Level.WRITE, open -> make(order, open), no -> no);
    }

    Revocation remove(RepositoryPlace place, long keyId) {
        return keeper.with(place, PERMISSION, Level.WRITE, open -> remove(open, keyId), DeployKeyMaking::later);
    }

    OurKeys ours(RepositoryPlace place) {
        return keeper.<OurKeys>with(
                place,
                PERMISSION,
                Level.READ,
                this::list,
                no -> new OurKeys.Unavailable(
                        later(no).fold(() -> AFTER_REFUSAL, Revocation.Later::retryAfter),
                        "GitHub gives no token to look"));
    }

    private Mint make(DeployKeyOrder order, Open open) {
        if (!open.repository().equals(order.place().repository())) {
            return new Mint.Refused(
                    Code.REPOSITORY_CHANGED,
                    order.place().repository()
                            + " is not the repository any more that this request was made for: it was renamed or moved.",
                    Advice.currentName());
        }
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("title", title(order))
                .put("key", order.publicKey().line())
                .put("read_only", order.readOnly())
                .toString();
        Exchange exchange = open.call("POST", "/keys", body);
        Optional<Trouble> trouble = Trouble.in(exchange, jwt.now());
        if (trouble.isPresent()) {
            Trouble it = trouble.get();
            return new Mint.Unavailable(it.retryAfter(), it.maybeDone(), it.why());
        }
        if (!(exchange instanceof Answered answer)) {
            throw new IllegalStateException("neither trouble nor an answer: " + exchange);
        }
        if (answer.status() / 100 == 2) {
            return accepted(order, open, Json.read(answer.body()).orElse(JsonNodeFactory.instance.objectNode()));
        }
        return refused(order, open, answer);
    }

    private Mint accepted(DeployKeyOrder order, Open open, JsonNode key) {
        long id = key.path("id").asLong();
        if (id <= 0) {
            return new Mint.Unavailable(AFTER_NONSENSE, true, "GitHub's answer to a deploy key could not be read");
        }
        String line = order.publicKey().line();
        boolean asOrdered = key.path("key").asText("").equals(line)
                && key.path("read_only").isBoolean()
                && key.path("read_only").booleanValue() == order.readOnly();
        if (!asOrdered) {
            boolean gone = remove(open, id).fold(() -> true, later -> false);
            return new Mint.Mismatch("GitHub made a deploy key other than ordered", gone);
        }
        return new Mint.Minted(order.secret(), Instant.MAX, Optional.of(new DeployKey(id, line, order.readOnly())));
    }

    private Mint refused(DeployKeyOrder order, Open open, Answered answer) {
        String said = new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
        if (answer.status() == 422 && said.contains("key is already in use")) {
            // An earlier attempt for this very request may have made it, and its answer got lost.
            return keys(open).orElse(List.of()).stream()
                    .filter(each -> each.path("title").asText("").equals(title(order))
                            && each.path("key")
                                    .asText("")
                                    .equals(order.publicKey().line()))
                    .findFirst()
                    .map(own -> accepted(order, open, own))
                    .orElseGet(() -> new Mint.Refused(
                            Code.DEPLOY_KEY_IN_USE,
                            "GitHub says that this public key is in use already; each may stand in one place in all of GitHub.",
                            "Make a new key pair for this repository, or leave public_key out."));
        }
        if (answer.status() == 422 && said.contains("Deploy keys are disabled")) {
            return new Mint.Refused(
                    Code.DEPLOY_KEYS_DISABLED,
                    "The owner of " + open.repository() + " does not allow deploy keys.",
                    "An owner of " + open.repository().owner()
                            + " allows them in the organization's settings, or ask for an installation_token.");
        }
        if (answer.status() == 422 && said.contains("key is invalid")) {
            return new Mint.Refused(
                    Code.DEPLOY_KEY_INVALID,
                    "GitHub does not take this public key.",
                    "Send an ed25519 key, or leave public_key out.");
        }
        return new Mint.Refused(
                Code.GITHUB_REFUSED,
                "GitHub refused to make the deploy key, with status " + answer.status() + ".",
                Advice.operator());
    }

    private Revocation remove(Open open, long keyId) {
        Exchange exchange = open.call("DELETE", "/keys/" + keyId, "");
        if (exchange instanceof Answered answer && (answer.status() == 204 || answer.status() == 404)) {
            return new Revocation.Dead();
        }
        return new Revocation.Later(
                Trouble.in(exchange, jwt.now()).map(Trouble::retryAfter).orElse(AFTER_REFUSAL));
    }

    private OurKeys list(Open open) {
        Optional<List<JsonNode>> all = keys(open);
        if (all.isEmpty()) {
            return new OurKeys.Unavailable(AFTER_NONSENSE, "GitHub did not list the deploy keys");
        }
        List<OurKeys.Key> ours = new ArrayList<>();
        for (JsonNode key : all.get()) {
            String named = key.path("title").asText("");
            if (named.startsWith(prefix)) {
                Matcher parts = title.matcher(named);
                ours.add(new OurKeys.Key(
                        key.path("id").asLong(),
                        Optional.of(named)
                                .filter(each -> parts.matches() && RequestId.looksLikeOne(parts.group(1)))
                                .map(each -> new RequestId(parts.group(1)))));
            }
        }
        return new OurKeys.Listed(ours);
    }

    /** Returns all of them or nothing: what is missing from half a list would look as if it were gone. */
    private static Optional<List<JsonNode>> keys(Open open) {
        List<JsonNode> all = new ArrayList<>();
        for (int page = 1; page <= MOST_PAGES; page++) {
            Exchange exchange = open.call("GET", "/keys?per_page=" + PAGE + "&page=" + page, "");
            Optional<JsonNode> keys = exchange instanceof Answered answer && answer.status() == 200
                    ? Json.read(answer.body()).filter(JsonNode::isArray)
                    : Optional.empty();
            if (keys.isEmpty()) {
                return Optional.empty();
            }
            keys.get().forEach(all::add);
            if (keys.get().size() < PAGE) {
                return Optional.of(all);
            }
        }
        return Optional.empty();
    }

    private String title(DeployKeyOrder order) {
        return prefix + order.bot() + " " + order.request();
    }

    private static Revocation later(Mint no) {
        return no.fold(
                minted -> new Revocation.Later(AFTER_REFUSAL),
                refused -> new Revocation.Later(AFTER_REFUSAL),
                away -> new Revocation.Later(away.retryAfter()),
                mismatch -> new Revocation.Later(AFTER_REFUSAL));
    }
}
