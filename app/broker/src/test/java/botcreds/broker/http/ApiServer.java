package botcreds.broker.http;

import botcreds.broker.access.House;
import botcreds.broker.identity.BearerKeys;
import botcreds.broker.identity.Callers;
import botcreds.broker.identity.IdentityUnavailable;
import botcreds.broker.model.BotId;
import botcreds.broker.model.CallbackRules;
import botcreds.broker.model.Human;
import botcreds.broker.model.Secret;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The API on a loopback port over a real house, and a client that holds every answer against {@code openapi.yaml}. */
final class ApiServer implements AutoCloseable {
    static final String MACHINA = "bcb_machina";
    static final String SLOP = "bcb_slop";
    static final String ADMIN = "the-administrators-token";

    final House house;
    final Parked parked;
    final List<String> exposed = new CopyOnWriteArrayList<>();
    final Map<String, BotId> keys = new ConcurrentHashMap<>(
            Map.of(BearerKeys.sha256(MACHINA), House.MACHINA.bot(), BearerKeys.sha256(SLOP), House.SLOP.bot()));
    final Map<String, Human> members =
            new ConcurrentHashMap<>(Map.of(House.ALICE.id(), House.ALICE, House.STRANGER.id(), House.STRANGER));
    volatile boolean slackIsAway;
    final QueuedThreadPool threads = new QueuedThreadPool(24);
    private final ApiContract contract = new ApiContract();
    private final Server server = new Server(threads);
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final HttpClient client = HttpClient.newHttpClient();

    ApiServer(Path directory) throws Exception {
        house = new House(directory);
        Callers<BotId> bots = new Callers<>(
                new BearerKeys<>(List.of(hash -> Optional.ofNullable(keys.get(hash)))),
                List.of(),
                (bot, address) -> exposed.add(bot + " " + address),
                System::nanoTime);
        Callers<Human> humans = new Callers<>(
                new BearerKeys<>(List.of(BearerKeys.single(Secret.of(ADMIN), Human.admin()), this::signedIn)),
                List.of(),
                (human, address) -> exposed.add(human.id()),
                System::nanoTime);
        parked = new Parked(bots);
        ApiServlet servlet = new ApiServlet(
                bots,
                humans,
                house.grants,
                house.decisions,
                house.access.logins(),
                house.access.tokenHolders(),
                house.access.browsers(),
                parked,
                URI.create("https://github.com"),
                new CallbackRules(true, Set.of()),
                house.clock);
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(holder, "/*");
        server.setHandler(context);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
    }

    /** As the root does it, with a list of members for Slack. */
    private Optional<Human> signedIn(String sha256) {
        return house.access.tokenHolders().holder(sha256).flatMap(holder -> {
            if (slackIsAway) {
                throw new IdentityUnavailable(
                        Optional.of(new Human(holder.humanId(), holder.name(), Optional.empty(), Set.of())),
                        new IllegalStateException("Slack is away"));
            }
            return Optional.ofNullable(members.get(holder.humanId()));
        });
    }

    int port() {
        return connector.getLocalPort();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpRequest.Builder as(String key, String path) {
        return request(path).header("Authorization", "Bearer " + key).header("Content-Type", "application/json");
    }

    HttpRequest post(String key, String path, String body) {
        return as(key, path).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    /**
     * Sends it, and once more if the connection was closed under the writer: a refusal does not wait for a body that is still
     * on its way (RFC 9112 section 9.6).
     */
    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return verified(request, client.send(request, BodyHandlers.ofString()));
        } catch (IOException closed) {
            if (!String.valueOf(closed.getMessage()).contains("received no bytes")) {
                throw closed;
            }
            return verified(request, client.send(request, BodyHandlers.ofString()));
        }
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.ofString()).thenApply(answer -> verified(request, answer));
    }

    private HttpResponse<String> verified(HttpRequest request, HttpResponse<String> answer) {
        contract.verify(request.method(), request.uri().toString().replaceFirst("http://[^/]+", ""), answer);
        return answer;
    }

    static JsonNode json(HttpResponse<String> answer) {
        return StrictJson.readOwn(answer.body());
    }

    static String code(HttpResponse<String> answer) {
        return json(answer).path("code").asText();
    }

    static String ask(String repo, String permission) {
        return "{\"repo\": \"%s\", \"permissions\": [\"%s\"], \"reason\": \"Fixing bug #123\"}"
                .formatted(repo, permission);
    }

    @Override
    public void close() throws Exception {
        server.stop();
        house.close();
    }
}
