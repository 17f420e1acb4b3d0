package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.model.Secret;
import io.jsonwebtoken.Jwts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The App's signature on its calls (GitHub docs, "Generating a JSON Web Token for a GitHub App"). One is used until shortly
 * before it ends. Learns from a refusal how far our clock is off, and whether another key is to be used. Thread-safe.
 */
final class AppJwt {
    private static final Duration BACKDATED = Duration.ofSeconds(60);
    /** GitHub takes ten minutes at most, by its own clock. */
    private static final Duration LIFE = Duration.ofMinutes(9);

    private static final Duration RENEWED_BEFORE_END = Duration.ofMinutes(2);

    private final AppIdentity app;
    private final InstantSource clock;
    private Duration offset = Duration.ZERO;
    private int key;
    private @Nullable Signed cached;

    /** A signature: the header's value, and when it was made by GitHub's clock. */
    record Signed(Secret authorization, Instant at) {}

    AppJwt(AppIdentity app, InstantSource clock) {
        this.app = app;
        this.clock = clock;
    }

    /** Returns the time at GitHub, as far as we know. */
    synchronized Instant now() {
        return clock.instant().plus(offset);
    }

    synchronized Signed current() {
        Instant now = now();
        Signed signed = cached;
        if (signed == null
                || now.isBefore(signed.at())
                || !now.isBefore(signed.at().plus(LIFE).minus(RENEWED_BEFORE_END))) {
            signed = sign(now);
            cached = signed;
        }
        return signed;
    }

    /** Tells whether a call that was refused is worth one more try with {@link #current()}. */
    synchronized boolean learn(Signed used, Answered answer) {
        if (answer.status() != 401) {
            return false;
        }
        if (!used.equals(cached)) {
            return true;
        }
        cached = null;
        if (namesTheClock(answer)) {
            answer.date().ifPresent(there -> offset = Duration.between(clock.instant(), there));
            return answer.date().isPresent();
        }
        List<AppKey> keys = app.keys();
        key = (key + 1) % keys.size();
        return keys.size() > 1;
    }

    static boolean namesTheClock(Answered answer) {
        return answer.says("'exp'") || answer.says("'iat'");
    }

    /** As numbers: the claims are seconds since 1970, and jjwt's own setters want the old Date. */
    private Signed sign(Instant now) {
        String jwt = Jwts.builder()
                .claim("iss", app.appId())
                .claim("iat", now.minus(BACKDATED).getEpochSecond())
                .claim("exp", now.plus(LIFE).getEpochSecond())
                .signWith(app.keys().get(key).signingKey(), Jwts.SIG.RS256)
                .compact();
        return new Signed(Secret.of("Bearer " + jwt), now);
    }
}
