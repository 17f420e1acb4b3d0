package botcreds.sandbox.slack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A running sandbox Slack: the Web API under {@code /api/}, response URLs under {@code /actions/}, the page at
 * {@code /}, and the switches under {@code /_sandbox/}. Listens on loopback only. Thread-safe.
 */
public final class SandboxSlack implements AutoCloseable {

    private static final Duration NEXT_LOOK = Duration.ofSeconds(1);

    private final Workspace workspace;
    private final Server server;
    private final URI origin;
    private final SocketMode sockets;
    private final BrokerLink link;
    private final Payloads payloads;
    private final Interactions interactions;

    private SandboxSlack(Options options) throws Exception {
        workspace = Workspace.of(options);
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(options.port());
        server.addConnector(connector);
        // Opened early: the servlets need to know the origin.
        connector.open();
        origin = URI.create("http://127.0.0.1:" + connector.getLocalPort());
        sockets = new SocketMode(options.appId());
        link = new BrokerLink(options, workspace.ledger(), sockets);
        payloads = new Payloads(workspace, origin.toString());
        interactions = new Interactions(workspace, link, payloads);
        server.setHandler(servlets());
        server.start();
    }

    public static SandboxSlack start(Options options) {
        try {
            return new SandboxSlack(options);
        } catch (Exception failed) {
            throw new IllegalStateException("the sandbox Slack could not start on port " + options.port(), failed);
        }
    }

    private ServletContextHandler servlets() {
        Map<String, ApiMethod> methods = new HashMap<>();
        methods.putAll(new LookupMethods(workspace, origin.toString()).methods());
        methods.putAll(new ChatMethods(workspace, origin.toString()).methods());
        methods.putAll(new ViewMethods(workspace).methods());
        methods.put(ApiServlet.OPEN_CONNECTION, arguments -> sockets.openConnection());
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new ApiServlet(workspace, methods)), "/api/*");
        context.addServlet(new ServletHolder(new ResponseUrlServlet(workspace)), "/actions/*");
        addPage(context);
        return context;
    }

    private void addPage(ServletContextHandler context) {
        ServletHolder page = new ServletHolder(new PageServlet());
        context.addServlet(page, "/");
        ServletHolder acts = new ServletHolder(new PageApi(workspace, new PageState(workspace, link), interactions));
        for (String act : List.of("state", "click", "submit", "close", "command", "say", "home")) {
            context.addServlet(acts, "/_sandbox/" + act);
        }
        ServletHolder control = new ServletHolder(new ControlServlet(workspace, link));
        for (String path : List.of("ledger", "faults", "events-url")) {
            context.addServlet(control, "/_sandbox/" + path);
        }
        context.addFilter(new FilterHolder(new LoopbackOnly()), "/_sandbox/*", EnumSet.of(DispatcherType.REQUEST));
    }

    /** Where the page is; the origin of everything else too. */
    public URI origin() {
        return origin;
    }

    /** What {@code SLACK_API_URL} should say; ends with a slash. */
    public String apiUrl() {
        return origin + "/api/";
    }

    /** The broker's {@code /slack/events}. */
    public void eventsUrl(URI url) {
        link.eventsUrl(url);
    }

    public Options options() {
        return workspace.options();
    }

    public Directory directory() {
        return workspace.directory();
    }

    public Ledger ledger() {
        return workspace.ledger();
    }

    public Faults faults() {
        return workspace.faults();
    }

    /** All messages of all channels, ephemeral ones too, oldest first. */
    public List<Message> messages() {
        return workspace.messages().all();
    }

    public Optional<Message> message(String ts) {
        return workspace.messages().find(ts);
    }

    /** The modal on top of the user's screen. */
    public Optional<View> openView(String userId) {
        List<View> stack = workspace.views().stack(userId);
        return stack.isEmpty() ? Optional.empty() : Optional.of(stack.get(stack.size() - 1));
    }

    /** What was published for the user's Home tab. */
    public Optional<View> home(String userId) {
        return workspace.views().home(userId);
    }

    /**
     * The newest message that is as wanted, as soon as there is one.
     *
     * @throws AssertionError when there is none within the bound; it lists what is there
     */
    public Message awaitMessage(Predicate<Message> wanted, Duration bound) {
        long end = System.nanoTime() + bound.toNanos();
        while (true) {
            long seen = workspace.feed().revision();
            List<Message> now = messages();
            for (int i = now.size() - 1; i >= 0; i--) {
                if (wanted.test(now.get(i))) {
                    return now.get(i);
                }
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("no such message within " + bound + "; there are: " + now);
            }
            awaitChange(seen, NEXT_LOOK.compareTo(bound) < 0 ? NEXT_LOOK : bound);
        }
    }

    private void awaitChange(long seen, Duration bound) {
        try {
            workspace.feed().awaitAfter(seen, bound);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a message", interrupted);
        }
    }

    /** A click on a button of a message; a confirm dialog counts as confirmed. */
    public Delivery click(String userId, String messageTs, String actionId) {
        return interactions.click(userId, messageTs, actionId, "");
    }

    /** A choice in a menu of a message by the option's value, or a click on that of several like buttons which has the value. */
    public Delivery choose(String userId, String messageTs, String actionId, String value) {
        return interactions.click(userId, messageTs, actionId, value);
    }

    /** A click in a modal or on the Home tab. */
    public Delivery clickInView(String userId, String viewId, String actionId) {
        return interactions.clickInView(userId, viewId, actionId, Map.of(), "");
    }

    /** Submits a modal with what is typed or chosen, by action id; several checkboxes with commas between. */
    public Delivery submit(String viewId, Map<String, String> values) {
        String userId = workspace
                .views()
                .find(viewId)
                .map(View::userId)
                .orElseThrow(() -> new IllegalArgumentException("there is no view " + viewId));
        return interactions.submit(userId, viewId, values);
    }

    public Delivery command(String userId, String channelId, String command, String text) {
        return interactions.command(userId, channelId, command, text);
    }

    /** An event with an id of its own. */
    public Delivery event(JsonNode event) {
        return event(event, Payloads.newEventId(), 0, "");
    }

    /** The same event once more, as Slack does when it had no good answer. */
    public Delivery event(JsonNode event, String eventId, int retry, String reason) {
        return link.event(payloads.event(event, eventId), retry, reason);
    }

    /** Any body as a form, correctly signed for any time: for probes. */
    public Delivery signed(String body, long timestamp) {
        return signed(body.getBytes(UTF_8), "application/x-www-form-urlencoded", timestamp);
    }

    public Delivery signed(byte[] body, String contentType, long timestamp) {
        return link.signed(body, contentType, Long.toString(timestamp));
    }

    /** Whether the broker holds a Socket Mode connection. */
    public boolean socketConnected() {
        return sockets.connected();
    }

    /** Makes the broker's sockets come back on new connections. */
    public void disconnectSockets() {
        sockets.disconnect("refresh_requested");
    }

    @Override
    public void close() {
        workspace.feed().close();
        sockets.close();
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("the sandbox Slack did not stop cleanly", failed);
        }
    }
}
