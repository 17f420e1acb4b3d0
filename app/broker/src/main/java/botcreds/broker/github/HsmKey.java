package botcreds.broker.github;

import botcreds.broker.model.Secret;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.Jwts;
import java.security.ProviderException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key that stays in its HSM. Sessions end by themselves, as when the HSM restarts: then the token is opened anew, but not
 * again and again while that fails, and never a second time with a PIN that was wrong, because tokens lock themselves after a
 * few of those. Thread-safe.
 */
final class HsmKey implements AppKey.Signer {
    private static final Logger LOG = LoggerFactory.getLogger(HsmKey.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);

    private final HsmUri uri;
    private final PinReader pins;
    private final LongSupplier nanos;
    private final PublicKey publicHalf;
    private HsmToken token;
    private @Nullable Secret wrongPin;
    private @Nullable CannotSign failure;
    private long failedAt;

    private HsmKey(HsmUri uri, PinReader pins, LongSupplier nanos, HsmToken token) {
        this.uri = uri;
        this.pins = pins;
        this.nanos = nanos;
        this.token = token;
        this.publicHalf = token.publicHalf();
    }

    /** @param nanos the monotonic clock */
    static HsmKey open(HsmUri uri, PinReader pins, LongSupplier nanos) throws CannotSign {
        HsmToken token = HsmToken.open(uri, pin(uri, pins));
        if (!uri.unchecked().isEmpty()) {
            LOG.info(
                    "Java chooses a token by slot-id and a key by object; not compared in the pkcs11: URI: {}",
                    String.join(", ", uri.unchecked()));
        }
        return new HsmKey(uri, pins, nanos, token);
    }

    PublicKey publicHalf() {
        return publicHalf;
    }

    @Override
    public synchronized String sign(JwtBuilder claims) throws CannotSign {
        CannotSign before = failure;
        if (before != null && nanos.getAsLong() - failedAt < BETWEEN_TRIES.toNanos()) {
            throw before;
        }
        try {
            String jwt = before == null ? signedOrReopened(claims) : reopened(claims);
            failure = null;
            return jwt;
        } catch (CannotSign failed) {
            failure = failed;
            failedAt = nanos.getAsLong();
            LOG.error("The key in the HSM cannot sign: {}", failed.why());
            throw failed;
        }
    }

    private String signedOrReopened(JwtBuilder claims) throws CannotSign {
        try {
            return signed(claims);
        } catch (JwtException | ProviderException lost) {
            LOG.warn("The session with the HSM was lost ({}); it is opened again.", HsmToken.reason(lost));
            return reopened(claims);
        }
    }

    private String reopened(JwtBuilder claims) throws CannotSign {
        Secret pin = pin(uri, pins);
        if (wrongPin != null && wrongPin.is(pin.reveal())) {
            throw new CannotSign(
                    "the PIN in " + uri.pin() + " is wrong, and is not tried again lest the token locks itself");
        }
        try {
            HsmToken opened = HsmToken.open(uri, pin);
            if (!opened.publicHalf().equals(publicHalf)) {
                throw new CannotSign("there is another key under that name now; restart the broker if it is meant");
            }
            token = opened;
            return signed(claims);
        } catch (HsmToken.WrongPin wrong) {
            wrongPin = pin;
            throw wrong;
        } catch (JwtException | ProviderException failed) {
            throw new CannotSign("the HSM does not sign (" + HsmToken.reason(failed) + ")");
        }
    }

    private static Secret pin(HsmUri uri, PinReader pins) throws CannotSign {
        try {
            return pins.read(uri.pin());
        } catch (IllegalArgumentException unreadable) {
            throw new CannotSign(Optional.ofNullable(unreadable.getMessage()).orElse("its PIN cannot be read"));
        }
    }

    private String signed(JwtBuilder claims) {
        return claims.provider(token.provider())
                .signWith(token.key(), Jwts.SIG.RS256)
                .compact();
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}
