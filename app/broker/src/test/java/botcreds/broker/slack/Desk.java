package botcreds.broker.slack;

import botcreds.broker.access.House;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Secret;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.RequestView;
import botcreds.sandbox.slack.Message;
import botcreds.sandbox.slack.Options;
import botcreds.sandbox.slack.SandboxSlack;
import jakarta.servlet.Servlet;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A broker with its Slack edge, on a real Jetty, facing a Slack of its own. */
final class Desk implements AutoCloseable {
    static final String POLICY = """
            approvers: [U012ALICE, U012GUEST, U999EXTERN, U012LEFT, S0ONCALL, nobody@example.com]
            channel: C0APPROVALS
            bots:
              machina-bot:
                identity: {type: api_key, sha256: 0000000000000000000000000000000000000000000000000000000000000001}
                requires_approval:
                  - repo: "myorg/sensitive-*"
                    approvers: [U012ALICE, U012BOB]
                    approvals: 2
                deny:
                  - repo: myorg/infrastructure
            defaults: {requires_approval: true, approval_timeout: 24h}
            """;
    static final Duration SOON = Duration.ofSeconds(20);

    final House house;
    final SandboxSlack slack;
    final SlackEdge edge;
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ExecutorService background =
            new ThreadPoolExecutor(8, 8, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(64));

    Desk(Path directory) {
        this(directory, false);
    }

    Desk(Path directory, boolean socketMode) {
        house = new House(directory);
        house.policy(POLICY);
        slack = SandboxSlack.start(Options.defaults().withClock(house.clock));
        SlackSettings settings = new SlackSettings(
                Secret.of(slack.options().botToken()),
                Optional.of(Secret.of(slack.options().signingSecret())),
                Optional.of(Secret.of(slack.options().appToken())).filter(token -> socketMode),
                slack.apiUrl());
        edge = new SlackEdge(
                settings,
                house.decisions,
                house.access.overview(),
                house.access.reviews(),
                house.access.loginAnswers(),
                house.access.browsers(),
                house.clock,
                background);
        edge.servlet().ifPresent(this::mount);
        edge.start();
        house.access.start(edge.announcer());
    }

    private void mount(Servlet servlet) {
        try {
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            ServletContextHandler context = new ServletContextHandler("/");
            context.addServlet(new ServletHolder(servlet), "/slack/events");
            server.setHandler(context);
            server.start();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
        slack.eventsUrl(url());
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/slack/events");
    }

    /** A bot asks; returns its request as soon as its card hangs where the outbox says it does. */
    Message asks(Caller bot, Ask ask) {
        AccessRequest request = waiting(house.request(bot, ask));
        Message card = cardShowing("#" + request.shortId(), "request_approve");
        org.awaitility.Awaitility.await()
                .atMost(SOON)
                .until(() -> house.store.read(tx -> tx.cards().of(request.id())).isPresent());
        return card;
    }

    Message asks(String repository, String... permissions) {
        return asks(House.MACHINA, House.ask(repository, permissions));
    }

    Message cardShowing(String text, String actionId) {
        return slack.awaitMessage(
                message -> message.onlyFor().isEmpty()
                        && message.blocks().toString().contains(text)
                        && message.offers(actionId),
                SOON);
    }

    /** The card, as soon as it shows the text. */
    Message awaitCard(Message card, String text) {
        return slack.awaitMessage(
                message -> message.ts().equals(card.ts())
                        && message.blocks().toString().contains(text),
                SOON);
    }

    /** What somebody alone is told, as soon as it is there. */
    Message awaitWhisper(String user, String text) {
        return slack.awaitMessage(
                message -> message.onlyFor().equals(Optional.of(user))
                        && message.blocks().toString().contains(text),
                SOON);
    }

    AccessRequest theRequest() {
        List<RequestView> pending = house.decisions.pending(Optional.empty());
        return pending.get(0).request();
    }

    AccessRequest find(String id) {
        return house.decisions.find(id).orElseThrow().request();
    }

    List<AuditEvent.Recorded> refusals() {
        return house.decisions
                .log(new botcreds.broker.access.LogQuery(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("decision_refused"), 100))
                .rows();
    }

    private static AccessRequest waiting(Answer answer) {
        return answer.fold(issued -> issued.request(), wait -> wait.request(), refused -> {
            throw new AssertionError("refused: " + refused.refusal());
        });
    }

    @Override
    public void close() throws Exception {
        edge.close();
        house.close();
        slack.close();
        server.stop();
        background.shutdownNow();
    }
}
