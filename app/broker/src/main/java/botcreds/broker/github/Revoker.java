package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.model.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code DELETE /installation/token}, signed with the token that is to die. Thread-safe. */
final class Revoker {
    private static final Logger LOG = LoggerFactory.getLogger(Revoker.class);
    /** For this long not every part of GitHub knows a new token, and a 401 does not prove it dead. */
    private static final Duration SPREADING = Duration.ofSeconds(5);

    private static final Duration LONGEST_LIFE = Duration.ofMinutes(65);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Wire wire;
    private final AppJwt jwt;
    private final ScheduledExecutorService later;
    private final LongSupplier nanos;
    private final Remembered<String, Long> spreading;
    /** Tokens to end without anybody asking for it, and when each ends by itself. */
    private final Map<String, Doomed> doomed = new ConcurrentHashMap<>();

    private record Doomed(Secret token, long until) {}

    Revoker(Wire wire, AppJwt jwt, ScheduledExecutorService later, LongSupplier nanos) {
        this.wire = wire;
        this.jwt = jwt;
        this.later = later;
        this.nanos = nanos;
        this.spreading = new Remembered<>(SPREADING, nanos);
    }

    /** Takes note that the token was minted just now. */
    void minted(Secret token) {
        spreading.put(token.sha256(), nanos.getAsLong());
    }

    Revocation revoke(Secret token) {
        // Asked before the call: the answer to a call made while it was spreading proves nothing.
        Optional<Long> mintedAt = spreading.get(token.sha256());
        Exchange exchange = wire.send(new Call(
                Call.Who.INSTALLATION,
                "DELETE",
                wire.uri("/installation/token"),
                Optional.of(Secret.of("Bearer " + token.reveal())),
                ""));
        if (exchange instanceof Answered answer) {
            if (answer.status() == 204 || (answer.status() == 401 && mintedAt.isEmpty())) {
                return new Revocation.Dead();
            }
            if (answer.status() == 401) {
                return new Revocation.Later(SPREADING);
            }
        }
        return new Revocation.Later(
                Trouble.in(exchange, jwt.now()).map(Trouble::retryAfter).orElse(Duration.ofMinutes(1)));
    }

    /** Revokes now, and if that cannot be confirmed goes on in the background. Returns whether it is confirmed. */
    boolean end(Secret token) {
        return revoke(token).fold(() -> true, again -> {
            Doomed entry = new Doomed(token, nanos.getAsLong() + LONGEST_LIFE.toNanos());
            doomed.put(token.sha256(), entry);
            schedule(entry, again.retryAfter());
            return false;
        });
    }

    /** As {@link #end}, without making the caller wait. */
    void endInBackground(Secret token) {
        Doomed entry = new Doomed(token, nanos.getAsLong() + LONGEST_LIFE.toNanos());
        doomed.put(token.sha256(), entry);
        schedule(entry, Duration.ZERO);
    }

    /** Tries once more for each token that is still to be revoked. */
    void close() {
        doomed.values()
                .forEach(entry -> revoke(entry.token()).fold(() -> settled(entry), again -> {
                    LOG.warn("a token could not be revoked before stopping; GitHub ends it within the hour");
                    return false;
                }));
    }

    private void schedule(Doomed entry, Duration wait) {
        try {
            // Nobody waits for it: tryAgain() lets no exception out, and plans its own successor.
            var unused = later.schedule(() -> tryAgain(entry), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            // close() tries it once more.
            LOG.debug("stopping; no further try is planned");
        }
    }

    private void tryAgain(Doomed entry) {
        boolean alive = revokeOrSoon(entry.token()).fold(() -> !settled(entry), again -> {
            if (entry.until() - nanos.getAsLong() > 0) {
                schedule(entry, again.retryAfter());
                return true;
            }
            LOG.warn("a token could not be revoked before GitHub ended it by itself");
            return !settled(entry);
        });
        LOG.debug("a token to be revoked is {}", alive ? "still alive" : "dead");
    }

    /** A fault in one try must not end the trying. */
    private Revocation revokeOrSoon(Secret token) {
        try {
            return revoke(token);
        } catch (RuntimeException fault) {
            LOG.warn("revoking failed", fault);
            return new Revocation.Later(SOON);
        }
    }

    private boolean settled(Doomed entry) {
        doomed.remove(entry.token().sha256());
        return true;
    }
}
