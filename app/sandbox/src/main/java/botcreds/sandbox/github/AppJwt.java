package botcreds.sandbox.github;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Checks an App's JWT as GitHub does, by GitHub's clock and in GitHub's words (docs: Generating a JSON Web Token for a
 * GitHub App). Clients reuse a JWT for minutes, so a signature that was good is remembered; the times are looked at
 * every time. Safe for many threads.
 */
final class AppJwt {
    static final String UNDECODABLE = "A JSON web token could not be decoded";
    static final String NO_KEY = "Integration must generate a public key";
    static final String UNKNOWN_APP = "Integration not found";
    static final String EXPIRED = "'Expiration time' claim ('exp') must be a numeric value representing the future time"
            + " at which the assertion expires";
    static final String TOO_LONG = "'Expiration time' claim ('exp') is too far in the future";
    static final String NOT_YET =
            "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";

    private static final long LONGEST_SECONDS = 600;
    private static final int REMEMBERED = 1000;

    /** Claims of a good JWT, or what GitHub says of a bad one; exactly one is set. */
    record Verdict(@Nullable JsonNode claims, @Nullable String refusal) {}

    private final String appId;
    private final String clientId;
    private final List<PublicKey> keys = new CopyOnWriteArrayList<>();
    private final InstantSource clock;
    private final Map<String, Signed> signed = new ConcurrentHashMap<>();

    /** What a signature that was good holds, and whose it is. */
    private record Signed(JsonNode claims, PublicKey by) {}

    AppJwt(long appId, String clientId, PublicKey key, InstantSource clock) {
        this.appId = Long.toString(appId);
        this.clientId = clientId;
        keys.add(key);
        this.clock = clock;
    }

    /** From now on this key signs too. */
    void add(PublicKey key) {
        keys.add(key);
    }

    /** From now on this key signs no more, and what it has signed before counts no more. */
    void remove(PublicKey key) {
        keys.remove(key);
    }

    Verdict verify(String compact) {
        Signed known = signed.get(compact);
        if (known == null || !keys.contains(known.by())) {
            String[] parts = compact.split("\\.", -1);
            JsonNode claims = parts.length == 3 ? part(parts[1]) : null;
            JsonNode header = parts.length == 3 ? part(parts[0]) : null;
            if (claims == null || header == null) {
                return new Verdict(null, UNDECODABLE);
            }
            String issuer = claims.path("iss").asText();
            if (!issuer.equals(appId) && !issuer.equals(clientId)) {
                return new Verdict(null, UNKNOWN_APP);
            }
            if (keys.isEmpty()) {
                return new Verdict(null, NO_KEY);
            }
            // Taking the algorithm from the token would let its author choose one without a key.
            PublicKey by = "RS256".equals(header.path("alg").asText()) ? signer(parts) : null;
            if (by == null) {
                return new Verdict(null, UNDECODABLE);
            }
            if (signed.size() >= REMEMBERED) {
                signed.clear();
            }
            known = new Signed(claims, by);
            signed.put(compact, known);
        }
        String refusal = refusalOfTimes(known.claims());
        return refusal == null ? new Verdict(known.claims(), null) : new Verdict(null, refusal);
    }

    private @Nullable PublicKey signer(String[] parts) {
        return keys.stream().filter(key -> signs(key, parts)).findFirst().orElse(null);
    }

    private @Nullable String refusalOfTimes(JsonNode claims) {
        long now = clock.instant().getEpochSecond();
        JsonNode expires = claims.path("exp");
        JsonNode issued = claims.path("iat");
        if (!expires.isNumber() || expires.asLong() <= now) {
            return EXPIRED;
        }
        if (expires.asLong() > now + LONGEST_SECONDS) {
            return TOO_LONG;
        }
        return !issued.isIntegralNumber() || issued.asLong() > now ? NOT_YET : null;
    }

    private static boolean signs(PublicKey key, String[] parts) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException | IllegalArgumentException undecodable) {
            return false;
        }
    }

    private static @Nullable JsonNode part(String encoded) {
        try {
            JsonNode json = Json.read(new String(Base64.getUrlDecoder().decode(encoded), UTF_8));
            return json != null && json.isObject() ? json : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
