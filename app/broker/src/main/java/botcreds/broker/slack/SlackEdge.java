package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.access.Overview;
import botcreds.broker.errands.Announcer;
import botcreds.broker.logins.Browsers;
import botcreds.broker.logins.LoginAnswers;
import botcreds.broker.model.Human;
import botcreds.broker.model.Secret;
import botcreds.broker.rules.RuleReviews;
import com.slack.api.bolt.App;
import com.slack.api.bolt.jakarta_servlet.SlackAppServlet;
import jakarta.servlet.Servlet;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything of Slack, wired. The constructor does no I/O, starts no thread and loads nothing of the SDK, so neither Slack
 * being down nor the SDK's second of loading keeps the broker from starting.
 */
public final class SlackEdge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlackEdge.class);

    /** Enough for 100 signed requests a second, all within the ten minutes that a signature is kept. */
    private static final int MOST_SIGNATURES = 60_000;

    private final WebApi api;
    private final Workspace workspace;
    private final AuthFailures failures;
    private final Announcer announcer;
    private final People people;
    private final Once<App> app;
    private final Optional<SlackSignature> signature;
    private final Optional<Servlet> servlet;
    private final Optional<SocketMode> socket;
    private final ExecutorService background;
    private final HomeTabs tabs;

    /**
     * @param background runs what humans asked for; must be bounded, and refuse when it is full. Whoever made it ends it
     */
    public SlackEdge(
            SlackSettings settings,
            Decisions decisions,
            Overview overview,
            RuleReviews reviews,
            LoginAnswers logins,
            Browsers browsers,
            Clock clock,
            ExecutorService background) {
        this.background = background;
        this.api = new WebApi(settings);
        this.workspace = new Workspace(api);
        this.failures = new AuthFailures(decisions, clock, background);
        this.people = new People(api, workspace, decisions::groupsInPolicy, clock);
        Doorkeeper doorkeeper = new Doorkeeper(workspace, people, decisions);
        this.tabs = new HomeTabs(overview, decisions, doorkeeper, api, clock, background);
        this.announcer = new HomeRefresh(new SlackAnnouncer(api, new Channels(api, clock), workspace), tabs);
        Whisper whisper = new Whisper(api);
        Prompt prompt = new Prompt(background);
        Clicks clicks = new Clicks(decisions, doorkeeper, api, whisper, prompt);
        Narrowings narrowings = new Narrowings(decisions, doorkeeper, whisper, prompt);
        Denials denials = new Denials(decisions, doorkeeper, whisper, prompt);
        LoginClicks loginClicks = new LoginClicks(logins, doorkeeper, whisper, prompt);
        Commands commands = new Commands(decisions, reviews, new LoginCommand(logins, browsers), clock);
        SlashCommand command = new SlashCommand(commands, doorkeeper, whisper, prompt);
        Confirmations confirmations = new Confirmations(commands, doorkeeper, whisper, prompt);
        HomeClicks homeClicks = new HomeClicks(decisions, reviews, doorkeeper, tabs, api, whisper, prompt);
        BatchClicks batchClicks = new BatchClicks(decisions, doorkeeper, whisper, prompt);
        KnownKinds knownKinds = new KnownKinds(clicks, batchClicks, loginClicks, confirmations, homeClicks);
        this.app = new Once<>(() -> BoltApp.of(api.slack(), knownKinds, denials, narrowings, command, tabs));
        Once<Servlet> bolt = new Once<>(() -> new SlackAppServlet(app.get()));
        this.signature = settings.appToken().isPresent()
                ? Optional.empty()
                : settings.signingSecret().map(secret -> new SlackSignature(secret, clock));
        this.servlet = signature.map(proof -> new EventsServlet(
                proof, new ReplayTable(clock, MOST_SIGNATURES, decisions::seenBefore), failures, bolt));
        this.socket = settings.appToken().map(token -> new SocketMode(token, app));
    }

    /**
     * Takes Slack's requests and verifies each before anything else reads it; to be mounted at {@code /slack/events}, with
     * no filter before it that touches the body. Empty in Socket Mode, when no port is needed.
     */
    public Optional<Servlet> servlet() {
        return servlet;
    }

    /** Takes another bot token of the same app, for all calls from now on. */
    public void useBotToken(Secret botToken) {
        api.use(botToken);
    }

    /** Takes another signing secret of the same app, which counts alone from now on. Nothing in Socket Mode. */
    public void useSigningSecret(Secret signingSecret) {
        signature.ifPresent(proof -> proof.use(signingSecret));
    }

    /** Shows requests and says things in Slack. Usable before {@link #start}. */
    public Announcer announcer() {
        return announcer;
    }

    /**
     * Who somebody is by now, with the groups that policy names; empty for guests, leavers and people from outside. What
     * Slack said is believed for five seconds.
     *
     * @throws SlackAway when Slack does not tell
     */
    public Optional<Human> member(String userId) {
        try {
            return people.member(userId);
        } catch (SlackFault fault) {
            throw new SlackAway(fault);
        }
    }

    /** Something was decided on another node: Home tabs that are open here are drawn again, soon. */
    public void refresh() {
        tabs.changed();
    }

    /** Warms up in the background, and opens the socket in Socket Mode. Returns at once, whether Slack is there or not. */
    public void start() {
        background.execute(this::warmUp);
        socket.ifPresent(SocketMode::start);
    }

    /** Figures to watch, by name. */
    public Map<String, DoubleSupplier> gauges() {
        return Map.of(
                "botcreds_slack_auth_failures_total", failures::total,
                "botcreds_slack_workspace_known", () -> workspace.isKnown() ? 1 : 0,
                "botcreds_slack_socket_up", () -> socket.map(SocketMode::isUp).orElse(false) ? 1 : 0);
    }

    private void warmUp() {
        try {
            app.get();
            workspace.ours();
        } catch (SlackFault fault) {
            LOG.warn("Slack did not say who we are ({}); will ask again when somebody clicks", fault.error());
        } catch (RuntimeException fault) {
            LOG.error("Slack's SDK did not start; will try again with the next request", fault);
        }
    }

    @Override
    public void close() {
        tabs.close();
        socket.ifPresent(SocketMode::close);
        app.ifMade().ifPresent(App::stop);
        api.close();
    }
}
