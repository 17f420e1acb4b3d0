package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.model.Told;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What GitHub says of the App to whoever sets it up or looks for a fault: one question, one call or two, each within the
 * endpoint's deadline. Nothing is remembered. For one thread.
 */
public final class AppLook implements AutoCloseable {
    private static final int A_PAGE = 100;

    private final Endpoint endpoint;
    private final InstantSource clock;
    private final Wire wire;
    private Optional<Duration> clockOffset = Optional.empty();

    /**
     * The App.
     *
     * @param page        where people see it
     * @param permissions the most that an installation can grant, in GitHub's words
     * @param events      what its webhook is told of
     */
    public record App(long id, String slug, String page, Map<String, String> permissions, Set<String> events) {}

    /**
     * The App on one account.
     *
     * @param page where an owner changes or accepts it
     */
    public record Place(String account, boolean suspended, Map<String, String> permissions, String page) {}

    /** The App's webhook; {@code url} is empty where it has none. */
    public record Hook(String url, String contentType, boolean hasSecret) {}

    public AppLook(Endpoint endpoint, InstantSource clock) {
        this.endpoint = endpoint;
        this.clock = clock;
        this.wire = new Wire(
                endpoint, new Limits(clock, System::nanoTime), new Observing(CallObserver.NOBODY, System::nanoTime));
    }

    /** Asks who the App is, signed in as it. */
    public Told<App> app(AppIdentity identity) {
        return ask(
                identity,
                "/app",
                tree -> new App(
                        tree.path("id").asLong(),
                        tree.path("slug").asText(""),
                        tree.path("html_url").asText(""),
                        words(tree.path("permissions")),
                        texts(tree.path("events"))));
    }

    /** Asks where the App is installed; the first hundred accounts. */
    public Told<List<Place>> places(AppIdentity identity) {
        return calls(
                identity,
                "/app/installations?per_page=" + A_PAGE,
                answer -> Json.read(answer.body()).filter(JsonNode::isArray).map(list -> {
                    List<Place> places = new ArrayList<>();
                    list.forEach(each -> Installation.read(each).ifPresent(found -> places.add(place(found, each))));
                    return places;
                }));
    }

    /** Asks where the App's webhook goes. */
    public Told<Hook> hook(AppIdentity identity) {
        return ask(
                identity,
                "/app/hook/config",
                tree -> new Hook(
                        tree.path("url").asText(""),
                        tree.path("content_type").asText(""),
                        !tree.path("secret").asText("").isEmpty()));
    }

    /**
     * Trades the code that GitHub gave for a manifest for the App it made; a code is good once, and for an hour. The answer
     * holds the private key, which GitHub gives only here.
     */
    public Told<MadeApp> convert(String code) {
        if (!code.matches("[A-Za-z0-9_-]{1,200}")) {
            return Told.not("what came back from GitHub is no code; begin again");
        }
        URI uri = wire.uri("/app-manifests/" + code + "/conversions");
        Exchange exchange = wire.send(new Call(Call.Who.ANYBODY, "POST", uri, Optional.empty(), ""));
        if (!(exchange instanceof Answered answer)) {
            return Told.not(because(exchange) + "; the App may be there without its key: delete it at " + endpoint.web()
                    + "/settings/apps, and begin again");
        }
        if (answer.status() == 404) {
            return Told.not(
                    "GitHub no longer knows the code, because it was used or is older than an hour; begin again");
        }
        return answer.json()
                .filter(tree -> answer.status() == 201)
                .flatMap(MadeApp::read)
                .map(Told::of)
                .orElseGet(() -> Told.not("GitHub did not make the App of the manifest (status " + answer.status()
                        + "); begin again, and check GITHUB_API_URL"));
    }

    /** How far GitHub's clock is ahead of ours, to the second, as the last answer told; empty before there was one. */
    public Optional<Duration> clockOffset() {
        return clockOffset;
    }

    private <T> Told<T> ask(AppIdentity identity, String path, Function<JsonNode, T> read) {
        return calls(identity, path, answer -> answer.json().map(read));
    }

    private <T> Told<T> calls(AppIdentity identity, String path, Function<Answered, Optional<T>> read) {
        Exchange exchange =
                new AppCalls(wire, new AppJwt(identity.appId(), new KeyRing(identity.keys()), clock)).get(path);
        if (exchange instanceof Answered answer) {
            clockOffset = answer.date().map(there -> Duration.between(clock.instant(), there));
            if (answer.status() == 200) {
                return read.apply(answer)
                        .map(Told::of)
                        .orElseGet(() -> Told.not(
                                "what answers at " + endpoint.api() + " is not GitHub's API; check GITHUB_API_URL"));
            }
        }
        return Told.not(because(exchange));
    }

    private String because(Exchange exchange) {
        return Trouble.in(exchange, clock.instant())
                .map(Trouble::why)
                .orElseGet(() -> "GitHub gives " + exchange + "; check GITHUB_API_URL");
    }

    private Place place(Installation installation, JsonNode tree) {
        String page = tree.path("html_url").asText("");
        return new Place(installation.account(), installation.isSuspended(), installation.permissions(), page);
    }

    private static Map<String, String> words(JsonNode tree) {
        Map<String, String> words = new TreeMap<>();
        tree.properties()
                .forEach(each -> words.put(each.getKey(), each.getValue().asText("")));
        return words;
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new HashSet<>();
        list.forEach(each -> texts.add(each.asText("")));
        return texts;
    }

    @Override
    public void close() {
        wire.close();
    }
}
