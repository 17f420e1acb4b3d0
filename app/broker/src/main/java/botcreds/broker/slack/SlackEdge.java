package botcreds.broker.slack;

import botcreds.broker.access.Announcer;
import botcreds.broker.access.Decisions;
import jakarta.servlet.Servlet;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.DoubleSupplier;

/**
 * Everything of Slack, wired. The constructor does no I/O and starts no thread, so Slack being down never keeps the broker
 * from starting.
 */
public final class SlackEdge implements AutoCloseable {
    private final SlackSettings settings;
    private final Decisions decisions;
    private final Clock clock;
    private final ExecutorService background;

    /**
     * @param background runs what humans asked for; must be bounded, and refuse when it is full
     */
    public SlackEdge(SlackSettings settings, Decisions decisions, Clock clock, ExecutorService background) {
        this.settings = settings;
        this.decisions = decisions;
        this.clock = clock;
        this.background = background;
    }

    /** Takes Slack's requests; verifies each before anything reads it. To be mounted at {@code /slack/events}. */
    public Servlet servlet() {
        throw new IllegalStateException("soon " + settings + decisions.hashCode() + clock + background.isShutdown());
    }

    /** Shows requests and says things in Slack. Usable before {@link #start}. */
    public Announcer announcer() {
        throw new IllegalStateException("soon");
    }

    /** Warms up in the background, and opens the socket in Socket Mode. Returns at once. */
    public void start() {}

    /** Figures to watch, by name. */
    public Map<String, DoubleSupplier> gauges() {
        return Map.of();
    }

    @Override
    public void close() {}
}
