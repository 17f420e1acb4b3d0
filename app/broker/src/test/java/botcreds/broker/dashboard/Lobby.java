package botcreds.broker.dashboard;

import botcreds.broker.access.House;
import botcreds.broker.identity.IdentityUnavailable;
import botcreds.broker.logins.Browsers;
import botcreds.broker.model.Human;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The dashboard on a loopback port over a real house, and a client that follows nothing and keeps no cookie by itself. */
final class Lobby implements AutoCloseable {
    final House house;
    final Map<String, Human> members = new ConcurrentHashMap<>(Map.of(
            House.ALICE.id(), House.ALICE,
            House.BOB.id(), House.BOB,
            House.OWNER.id(), House.OWNER,
            House.STRANGER.id(), House.STRANGER));
    volatile boolean slackIsAway;
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Supplier<URI> address;

    Lobby(Path directory) throws Exception {
        this(directory, "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", Optional.empty());
    }

    /** @param publicAddress where people would open it, if not at the listener itself */
    Lobby(Path directory, String jdbcUrl, Optional<URI> publicAddress) throws Exception {
        house = new House(directory, jdbcUrl);
        address = () -> publicAddress.orElseGet(this::listener);
        house.access.browsers().openAt(address);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(
                new ServletHolder(new DashboardServlet(
                        house.access.browsers(), house.access.board(), this::member, address, house.clock)),
                "/*");
        server.setHandler(context);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
    }

    private Optional<Human> member(String id) {
        if (slackIsAway) {
            throw new IdentityUnavailable(Optional.empty(), new IllegalStateException("Slack is away"));
        }
        return Optional.ofNullable(members.get(id));
    }

    URI listener() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    /** The path of a fresh link. */
    String link(Human human) {
        return URI.create(house.access
                        .browsers()
                        .link(human)
                        .address()
                        .orElseThrow()
                        .reveal())
                .getPath();
    }

    /** The header that a signed-in browser of this human sends. */
    String signIn(Human human) throws Exception {
        return cookie(press(link(human)));
    }

    /** What the button on a link's page does, in a browser of today. */
    HttpResponse<String> press(String linkPath) throws Exception {
        return post("/sign-in", "link", linkPath.substring(Browsers.PATH.length()), "Sec-Fetch-Site", "same-origin");
    }

    static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(listener().resolve(path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> look(String cookie, String path) throws IOException, InterruptedException {
        return get(path, "Cookie", cookie);
    }

    HttpResponse<String> post(String path, String field, String value, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(listener().resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        field + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Once more if the connection was closed under the writer: a refusal does not wait for a body (RFC 9112 section 9.6). */
    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException closed) {
            if (!String.valueOf(closed.getMessage()).contains("received no bytes")) {
                throw closed;
            }
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    @Override
    public void close() throws Exception {
        server.stop();
        house.close();
    }
}
