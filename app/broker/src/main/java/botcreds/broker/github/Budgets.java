package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.model.Secret;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns what is left of each installation's limit. Bots use it up where the broker does not see it, so it asks GitHub, at most
 * once a minute and installation, with a token that was just minted: {@code GET /rate_limit} costs nothing of the limit.
 * Nobody waits for that. Thread-safe.
 */
final class Budgets {
    private static final Logger LOG = LoggerFactory.getLogger(Budgets.class);
    private static final Duration OFTENEST = Duration.ofMinutes(1);
    /** For so long GitHub may not know a fresh token yet. */
    private static final Duration SPREADING = Duration.ofSeconds(2);

    private final Wire wire;
    private final ScheduledExecutorService later;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Map<Long, InstallationBudget> known = new ConcurrentHashMap<>();
    private final Map<Long, Long> asked = new ConcurrentHashMap<>();

    Budgets(Wire wire, ScheduledExecutorService later, InstantSource clock, LongSupplier nanos) {
        this.wire = wire;
        this.later = later;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** What is known and still true, by installation. */
    List<InstallationBudget> all() {
        Instant now = clock.instant();
        return known.values().stream()
                .filter(each -> now.isBefore(each.reset()))
                .sorted((one, other) -> Long.compare(one.installation(), other.installation()))
                .toList();
    }

    /** Asks with this token soon, unless that was done a moment ago. */
    void mintedFor(long installation, Secret token) {
        long now = nanos.getAsLong();
        Long before = asked.get(installation);
        boolean recently = before != null && now - before < OFTENEST.toNanos();
        boolean ours = before == null
                ? asked.putIfAbsent(installation, now) == null
                : !recently && asked.replace(installation, before, now);
        if (!ours) {
            return;
        }
        try {
            // Nobody waits for it: ask() lets no exception out.
            var unused = later.schedule(() -> ask(installation, token), SPREADING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("stopping; what is left of the limit is not asked any more");
        }
    }

    private void ask(long installation, Secret token) {
        try {
            Exchange exchange = wire.send(new Call(
                    Call.Who.INSTALLATION,
                    "GET",
                    wire.uri("/rate_limit"),
                    Optional.of(Secret.of("Bearer " + token.reveal())),
                    ""));
            if (exchange instanceof Answered answer && answer.status() == 200) {
                answer.json()
                        .ifPresent(body ->
                                learn(installation, body.path("resources").path("core")));
            }
        } catch (RuntimeException fault) {
            LOG.warn("what is left of the limit could not be asked", fault);
        }
    }

    private void learn(long installation, JsonNode core) {
        if (core.path("limit").isIntegralNumber()
                && core.path("remaining").isIntegralNumber()
                && core.path("reset").isIntegralNumber()) {
            known.put(
                    installation,
                    new InstallationBudget(
                            installation,
                            core.path("remaining").longValue(),
                            core.path("limit").longValue(),
                            Instant.ofEpochSecond(core.path("reset").longValue())));
        }
    }
}
