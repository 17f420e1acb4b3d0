package botcreds.broker.notify;

import botcreds.broker.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs by Standard Webhooks 1.0.0, scheme {@code v1} (HMAC-SHA256), once with each key. Thread-safe. */
public final class WebhookKeys {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    /** @param secrets {@code whsec_} and base64 each */
    public WebhookKeys(List<Secret> secrets) {
        keys = secrets.stream()
                .map(each -> Base64.getDecoder().decode(each.reveal().substring(PREFIX.length())))
                .map(bytes -> new SecretKeySpec(bytes, ALGORITHM))
                .toList();
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** The header {@code webhook-signature}; a receiver takes the call when one of the signatures is right. */
    String sign(String id, long timestamp, String body) {
        byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
        return keys.stream().map(key -> "v1," + sign(key, signed)).collect(Collectors.joining(" "));
    }

    private static String sign(SecretKeySpec key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
