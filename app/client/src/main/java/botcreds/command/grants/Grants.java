package botcreds.command.grants;

import botcreds.client.AccessDenied;
import botcreds.client.BrokerApi;
import botcreds.client.BrokerException;
import botcreds.client.StillPending;
import com.google.gson.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives access that lives for five more minutes at least: from the cache, by a refresh, or by asking the broker. Only a token
 * that was made to live shorter comes with less, and then it was made just now. Thread-safe.
 */
public final class Grants {
    private final GrantCache cache;
    private final Supplier<BrokerApi> broker;
    private final Clock clock;

    /**
     * Asks nobody yet.
     *
     * @param broker how to reach it; not called while the cache has an answer
     */
    public Grants(GrantCache cache, Supplier<BrokerApi> broker, Clock clock) {
        this.cache = cache;
        this.broker = broker;
        this.clock = clock;
    }

    /**
     * Gets what is wished for.
     *
     * @throws BrokerException for every no and not yet
     */
    public Grant get(Wish wish) {
        return get(wish, Grant.SHORTEST_LIFE);
    }

    /** Like {@link #get(Wish)}, and what is in the cache counts only if it lives for longer than {@code life}. */
    public Grant get(Wish wish, Duration life) {
        return fresh(wish, life)
                .orElseGet(() -> cache.alone(
                        wish.need(),
                        () -> fresh(wish, life).or(() -> refreshed(wish.need())).orElseGet(() -> asked(wish))));
    }

    private Optional<Grant> fresh(Wish wish, Duration life) {
        return cache.fresh(wish.need(), clock.instant().plus(life));
    }

    /** Says nothing when there is no session, or it is over or no longer allowed: asking tells why. */
    private Optional<Grant> refreshed(Need need) {
        for (Grant session : cache.covering(need)) {
            if (session.canBeRefreshed(clock.instant())) {
                try {
                    Grant renewed = Wire.grant(broker.get().refresh(session.requestId()));
                    cache.put(renewed);
                    return Optional.of(renewed);
                } catch (BrokerException failure) {
                    if (failure.isTemporary()) {
                        throw failure;
                    }
                    cache.drop(session);
                }
            }
        }
        return Optional.empty();
    }

    private Grant asked(Wish wish) {
        Need need = wish.need();
        Optional<String> earlier = cache.asked(need, clock.instant());
        try {
            JsonObject answer = earlier.isPresent()
                    ? collected(earlier.get(), wish)
                    : broker.get().ask(Wire.ask(wish), wish.patience());
            Grant grant = Wire.grant(answer);
            cache.put(grant);
            cache.forget(need);
            return grant;
        } catch (StillPending pending) {
            pending.requestId().ifPresent(id -> cache.remember(need, id));
            throw pending;
        } catch (AccessDenied no) {
            // A human said no: the next fetch shows that again, and does not page them once more.
            if (earlier.isEmpty()) {
                no.requestId().ifPresent(id -> cache.remember(need, id));
            }
            throw no;
        }
    }

    private JsonObject collected(String requestId, Wish wish) {
        try {
            JsonObject answer = broker.get().collect(requestId, wish.patience());
            if (Wire.grant(answer).isFresh(clock.instant())) {
                return answer;
            }
        } catch (StillPending | AccessDenied decided) {
            throw decided;
        } catch (BrokerException over) {
            if (over.isTemporary()) {
                throw over;
            }
        }
        cache.forget(wish.need());
        return broker.get().ask(Wire.ask(wish), wish.patience());
    }

    /** Revokes what was given for the need, and forgets it; returns how many grants that were. */
    public int release(List<Grant> grants) {
        for (Grant grant : grants) {
            broker.get().release(grant.requestId());
            cache.drop(grant);
        }
        return grants.size();
    }

    /** Revokes all that was given and takes back all that was asked for. */
    public void releaseAll() {
        int unused = release(cache.all());
        cache.asked().forEach(id -> broker.get().release(id));
    }

    /** Drops a token that GitHub refused; a session stays, and is refreshed the next time. */
    public void refused(String repo, String token) {
        for (Grant grant : cache.all()) {
            if (grant.scope().repos().contains(repo)
                    && (token.isEmpty() || grant.token().equals(token))) {
                if (grant.canBeRefreshed(clock.instant())) {
                    cache.put(grant.withoutToken());
                } else {
                    cache.drop(grant);
                }
            }
        }
    }

    /** Tells whether the need is covered, or was asked for a short while ago. */
    public boolean isKnown(Need need) {
        return !cache.covering(need).isEmpty()
                || cache.asked(need, clock.instant()).isPresent();
    }

    public List<Grant> all() {
        return cache.all();
    }
}
