package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.access.Overview;
import botcreds.broker.model.Human;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.slack.api.app_backend.events.payload.EventsApiPayload;
import com.slack.api.bolt.response.Response;
import com.slack.api.model.event.AppHomeOpenedEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes Home tabs: when somebody opens theirs, and after decisions while it was opened lately. A tab is drawn from the
 * state of now each time, so a lost or repeated publication does no harm. Refreshes go out one at a time, at a pace below
 * Slack's limit for {@code views.publish}. Thread-safe.
 */
final class HomeTabs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HomeTabs.class);

    /** 75 a minute; Slack takes 100 and more (docs.slack.dev/apis/web-api/rate-limits, tier 4). */
    private static final Duration PACE = Duration.ofMillis(800);

    private static final Duration OPEN_LATELY = Duration.ofHours(1);
    private static final int MOST_OPEN = 100;
    /** What Slack says where a client or plan does not have the chart block. */
    private static final Set<String> REFUSED_BLOCKS = Set.of("invalid_blocks", "invalid_arguments");

    private final Overview overview;
    private final Decisions decisions;
    private final Doorkeeper doorkeeper;
    private final WebApi api;
    private final Clock clock;
    private final ExecutorService background;
    private final Map<String, Opened> open = new LinkedHashMap<>(); // guarded by this
    private final Set<String> outdated = new LinkedHashSet<>(); // guarded by this
    private boolean refreshing; // guarded by this
    private volatile boolean chartsRefused;
    private final ScheduledExecutorService refreshes = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "home-tabs");
        thread.setDaemon(true);
        return thread;
    });

    private record Opened(Doorkeeper.Origin origin, Instant at) {}

    HomeTabs(
            Overview overview,
            Decisions decisions,
            Doorkeeper doorkeeper,
            WebApi api,
            Clock clock,
            ExecutorService background) {
        this.overview = overview;
        this.decisions = decisions;
        this.doorkeeper = doorkeeper;
        this.api = api;
        this.clock = clock;
        this.background = background;
    }

    /** Somebody opened the app; acknowledged at once, and drawn behind that. */
    Response opened(EventsApiPayload<AppHomeOpenedEvent> payload) {
        AppHomeOpenedEvent event = payload.getEvent();
        if (event != null && "home".equals(event.getTab())) {
            show(
                    new Doorkeeper.Origin(
                            text(payload.getTeamId()),
                            text(payload.getEnterpriseId()),
                            text(payload.getApiAppId()),
                            text(event.getUser()),
                            ""),
                    "");
        }
        return Response.ok();
    }

    /** Draws somebody's tab now, with this on top. */
    void show(Doorkeeper.Origin origin, String said) {
        try {
            background.execute(() -> draw(origin, Optional.of(said).filter(text -> !text.isEmpty()), true));
        } catch (RejectedExecutionException busy) {
            LOG.warn("too busy to draw the Home tab of {}; opening it again draws it", origin.userId());
        }
    }

    /** Something was decided somewhere: tabs that were opened lately are drawn again, soon. Costs nothing when there are none. */
    synchronized void changed() {
        Instant since = clock.instant().minus(OPEN_LATELY);
        open.values().removeIf(each -> each.at().isBefore(since));
        outdated.addAll(open.keySet());
        refreshSoon(PACE);
    }

    private synchronized void refreshSoon(Duration after) {
        if (!refreshing && !outdated.isEmpty() && !refreshes.isShutdown()) {
            refreshing = true;
            var unused = refreshes.schedule(this::refreshNext, after.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void refreshNext() {
        Optional<Opened> next = takeNext();
        Duration pause =
                next.map(each -> draw(each.origin(), Optional.empty(), false)).orElse(PACE);
        synchronized (this) {
            refreshing = false;
            refreshSoon(pause);
        }
    }

    private synchronized Optional<Opened> takeNext() {
        Optional<String> user = outdated.stream().findFirst();
        user.ifPresent(outdated::remove);
        return user.map(open::get);
    }

    /** Returns how long to wait before the next one. Never throws: a tab is only a picture. */
    private Duration draw(Doorkeeper.Origin origin, Optional<String> said, boolean opened) {
        try {
            if (!doorkeeper.comesFromUs(origin)) {
                return PACE;
            }
            Optional<Human> human = doorkeeper.recognise(origin).filter(decisions::maySee);
            if (human.isEmpty()) {
                forget(origin);
                publish(origin.userId(), HomeTab.forOthers());
                return PACE;
            }
            if (opened) {
                remember(origin);
            }
            publish(human.get(), said);
            return PACE;
        } catch (SlackFault fault) {
            LOG.warn("the Home tab of {} was not drawn: {}", origin.userId(), fault.error());
            fault.retryAfter().ifPresent(wait -> again(origin, wait));
            return fault.retryAfter().filter(wait -> wait.compareTo(PACE) > 0).orElse(PACE);
        } catch (RuntimeException broken) {
            LOG.error("the Home tab of {} could not be drawn", origin.userId(), broken);
            return PACE;
        }
    }

    private void publish(Human human, Optional<String> said) throws SlackFault {
        Overview.Glance glance = overview.of(human);
        if (!chartsRefused) {
            try {
                publish(human.id(), HomeTab.of(glance, said, WeekChart.drawn(glance.week())));
                return;
            } catch (SlackFault fault) {
                if (!REFUSED_BLOCKS.contains(fault.error())) {
                    throw fault;
                }
                LOG.info("Slack does not take the chart ({}); the week is shown as text from now on", fault.error());
                chartsRefused = true;
            }
        }
        publish(human.id(), HomeTab.of(glance, said, WeekChart.written(glance.week())));
    }

    private void publish(String user, ObjectNode view) throws SlackFault {
        var violations = BlockKitLimits.violations(view);
        if (!violations.isEmpty()) {
            LOG.error("the Home tab of {} breaks Slack's limits: {}", user, violations);
        }
        api.call(methods -> methods.viewsPublish(request -> request.userId(user).viewAsString(view.toString())));
    }

    private synchronized void remember(Doorkeeper.Origin origin) {
        open.remove(origin.userId());
        open.put(origin.userId(), new Opened(origin, clock.instant()));
        while (open.size() > MOST_OPEN) {
            open.remove(open.keySet().iterator().next());
        }
    }

    private synchronized void forget(Doorkeeper.Origin origin) {
        open.remove(origin.userId());
    }

    private synchronized void again(Doorkeeper.Origin origin, Duration after) {
        remember(origin);
        outdated.add(origin.userId());
        refreshSoon(after);
    }

    @Override
    public void close() {
        refreshes.shutdownNow();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
