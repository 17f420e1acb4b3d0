package botcreds.sandbox.github;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * GitHub's clock: the one of the machine (or of a test), plus a skew that can be set while the sandbox runs. The
 * {@code Date} header, the check of App JWTs and the life of tokens all go by it. Safe for many threads.
 */
public final class SandboxClock implements InstantSource {
    private final InstantSource source;
    private volatile Duration skew = Duration.ZERO;

    SandboxClock(InstantSource source) {
        this.source = source;
    }

    @Override
    public Instant instant() {
        return source.instant().plus(skew);
    }

    /** Puts GitHub's clock ahead by this much; a negative duration puts it behind. */
    public void skew(Duration ahead) {
        skew = ahead;
    }

    public Duration skew() {
        return skew;
    }
}
