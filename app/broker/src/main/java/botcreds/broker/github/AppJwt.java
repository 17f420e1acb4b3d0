package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.model.Secret;
import io.jsonwebtoken.Jwts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The App's signature on its calls (GitHub docs, "Generating a JSON Web Token for a GitHub App"). One is used until shortly
 * before it ends. Learns from a refusal how far our clock is off, and whether another key is to be used. Thread-safe.
 */
final class AppJwt {
    private static final Duration BACKDATED = Duration.ofSeconds(60);
    /** GitHub takes ten minutes at most, by its own clock. */
    private static final Duration LIFE = Duration.ofMinutes(9);

    private static final Duration RENEWED_BEFORE_END = Duration.ofMinutes(2);

    private final String appId;
    private final KeyRing keys;
    private final InstantSource clock;
    private final Map<AppKey, Signed> signed = new HashMap<>();
    private volatile Duration offset = Duration.ZERO;

    /**
     * A signature.
     *
     * @param authorization the header's value
     * @param at            when it was made, by GitHub's clock
     * @param key           what it was made with
     */
    record Signed(Secret authorization, Instant at, AppKey key) {}

    AppJwt(String appId, KeyRing keys, InstantSource clock) {
        this.appId = appId;
        this.keys = keys;
        this.clock = clock;
    }

    /** Returns the time at GitHub, as far as we know. */
    Instant now() {
        return clock.instant().plus(offset);
    }

    /** Returns the signature to begin with: of the preferred key, or of another one if that cannot sign now. */
    Signed current() throws CannotSign {
        return besides(List.of());
    }

    /**
     * Returns the signature to try next, after a refusal of others.
     *
     * @throws CannotSign if no key is left that can sign; says why the first of those could not that were tried here
     */
    private Signed besides(Collection<AppKey> tried) throws CannotSign {
        List<AppKey> out = new ArrayList<>(tried);
        Optional<CannotSign> failure = Optional.empty();
        for (Optional<AppKey> key = keys.besides(out); key.isPresent(); key = keys.besides(out)) {
            try {
                return with(key.get());
            } catch (CannotSign failed) {
                failure = failure.isPresent() ? failure : Optional.of(failed);
                out.add(key.get());
            }
        }
        throw failure.orElseGet(() -> new CannotSign("no other key is set"));
    }

    private synchronized Signed with(AppKey key) throws CannotSign {
        Instant now = now();
        Signed known = signed.get(key);
        if (known == null
                || now.isBefore(known.at())
                || !now.isBefore(known.at().plus(LIFE).minus(RENEWED_BEFORE_END))) {
            known = sign(key, now);
            signed.keySet().retainAll(keys.all());
            signed.put(key, known);
        }
        return known;
    }

    /** What has been tried for one call. For one thread. */
    static final class Tries {
        private final List<AppKey> refused = new ArrayList<>();
        private boolean clockWasSet;

        /** Tells whether GitHub has refused a key for this call. */
        boolean refusedKey() {
            return !refused.isEmpty();
        }
    }

    /** Returns the signature with which a refused call is worth another try: once after the clock was set, once with each key. */
    Optional<Signed> instead(Signed used, Answered answer, Tries tries) {
        if (answer.status() != 401) {
            return Optional.empty();
        }
        try {
            if (namesTheClock(answer)) {
                boolean again = !tries.clockWasSet && setClock(used, answer);
                tries.clockWasSet = true;
                return again ? Optional.of(with(used.key())) : Optional.empty();
            }
            tries.refused.add(used.key());
            return Optional.of(besides(tries.refused));
        } catch (CannotSign noneLeft) {
            return Optional.empty();
        }
    }

    /** GitHub took this signature after it had refused another one. */
    void taken(Signed other) {
        keys.prefer(other.key());
    }

    static boolean namesTheClock(Answered answer) {
        return answer.says("'exp'") || answer.says("'iat'");
    }

    private synchronized boolean setClock(Signed used, Answered answer) {
        if (!used.equals(signed.get(used.key()))) {
            // Another call has learnt the same meanwhile.
            return true;
        }
        answer.date().ifPresent(there -> {
            offset = Duration.between(clock.instant(), there);
            signed.clear();
        });
        return answer.date().isPresent();
    }

    /** As numbers: the claims are seconds since 1970, and jjwt's own setters want the old Date. */
    private Signed sign(AppKey key, Instant now) throws CannotSign {
        String jwt = key.sign(Jwts.builder()
                .claim("iss", appId)
                .claim("iat", now.minus(BACKDATED).getEpochSecond())
                .claim("exp", now.plus(LIFE).getEpochSecond()));
        return new Signed(Secret.of("Bearer " + jwt), now, key);
    }
}
