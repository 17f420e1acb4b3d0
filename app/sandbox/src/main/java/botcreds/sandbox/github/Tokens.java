package botcreds.sandbox.github;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Installation tokens that live: minted, not yet revoked, not yet expired. Safe for many threads, takes no lock. */
public final class Tokens {
    static final Duration LIFETIME = Duration.ofHours(1);

    private final SandboxClock clock;
    private final TokenLook look;
    private final boolean stateless;
    private final Map<String, IssuedToken> byHash = new ConcurrentHashMap<>();
    private final Queue<IssuedToken> oldestFirst = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sweeping = new AtomicBoolean();

    Tokens(SandboxClock clock, TokenLook look, boolean stateless) {
        this.clock = clock;
        this.look = look;
        this.stateless = stateless;
    }

    /** A token's text and what is remembered of it. */
    record Minted(String text, IssuedToken token) {}

    /** Mints. The format is the one asked for, or the sandbox's own when that is null. */
    Minted mint(
            long installation,
            PermissionSet permissions,
            @Nullable Set<Long> repositories,
            @Nullable Boolean askedStateless) {
        forgetExpired();
        Instant expiresAt = clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
        boolean modern = askedStateless == null ? stateless : askedStateless;
        String text = modern ? look.stateless(installation, expiresAt.getEpochSecond()) : look.old();
        IssuedToken token = new IssuedToken(TokenLook.sha256(text), installation, permissions, repositories, expiresAt);
        byHash.put(token.sha256(), token);
        oldestFirst.add(token);
        return new Minted(text, token);
    }

    /** Finds what is known of a token that lives; empty once it is revoked or expired. */
    public Optional<IssuedToken> find(String text) {
        return Optional.ofNullable(byHash.get(TokenLook.sha256(text)))
                .filter(token -> token.expiresAt().isAfter(clock.instant()));
    }

    /** Kills one token; false when it was dead already. */
    public boolean revoke(IssuedToken token) {
        return byHash.remove(token.sha256()) != null;
    }

    /** Tells whether the token with this hash (base64 of its SHA-256) still lives. */
    public boolean isLive(String sha256) {
        IssuedToken token = byHash.get(sha256);
        return token != null && token.expiresAt().isAfter(clock.instant());
    }

    /** How many tokens live now, of all installations. */
    public long live() {
        Instant now = clock.instant();
        return byHash.values().stream()
                .filter(token -> token.expiresAt().isAfter(now))
                .count();
    }

    /** Every token lives equally long, so the oldest are the first to go; a benchmark would fill the heap otherwise. */
    private void forgetExpired() {
        if (!sweeping.compareAndSet(false, true)) {
            return;
        }
        try {
            Instant now = clock.instant();
            for (IssuedToken oldest = oldestFirst.peek();
                    oldest != null && (!oldest.expiresAt().isAfter(now) || !byHash.containsKey(oldest.sha256()));
                    oldest = oldestFirst.peek()) {
                oldestFirst.remove();
                byHash.remove(oldest.sha256());
            }
        } finally {
            sweeping.set(false);
        }
    }
}
