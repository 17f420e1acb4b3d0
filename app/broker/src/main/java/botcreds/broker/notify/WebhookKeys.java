package botcreds.broker.notify;

import botcreds.broker.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs by Standard Webhooks 1.0.0, once with each key that is meant for the receiver: {@code v1} (HMAC-SHA256), {@code v1a}
 * (ed25519). Thread-safe.
 */
public final class WebhookKeys {
    private static final String SYMMETRIC = "whsec_";
    private static final String PRIVATE = "whsk_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final String ANY = "";

    private final Map<String, List<Signer>> byHost = new LinkedHashMap<>();
    private final List<String> publicKeys = new ArrayList<>();

    private interface Signer {
        String sign(byte[] signed) throws GeneralSecurityException;
    }

    /**
     * @param keys {@code whsec_} and base64, or {@code whsk_} and base64 of an ed25519 key; with {@code HOST=} before it for
     *     that host alone, which then gets no signature by the others
     */
    public WebhookKeys(List<Secret> keys) {
        for (Secret each : keys) {
            String text = each.reveal();
            int at = text.startsWith(SYMMETRIC) || text.startsWith(PRIVATE) ? -1 : text.indexOf('=');
            String host = at < 0 ? ANY : text.substring(0, at).toLowerCase(Locale.ROOT);
            byHost.computeIfAbsent(host, any -> new ArrayList<>()).add(signer(text.substring(at + 1)));
        }
    }

    /** What receivers verify {@code v1a} signatures with, as the standard writes it: {@code whpk_} and base64. */
    public List<String> publicKeys() {
        return List.copyOf(publicKeys);
    }

    /** The header {@code webhook-signature}; a receiver takes the call when one of the signatures is right. Empty without a key. */
    Optional<String> sign(String host, String id, long timestamp, String body) {
        byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
        List<Signer> signers = byHost.getOrDefault(host.toLowerCase(Locale.ROOT), byHost.getOrDefault(ANY, List.of()));
        return signers.isEmpty()
                ? Optional.empty()
                : Optional.of(signers.stream().map(each -> sign(each, signed)).collect(Collectors.joining(" ")));
    }

    private Signer signer(String key) {
        if (key.startsWith(SYMMETRIC)) {
            SecretKeySpec secret = new SecretKeySpec(decoded(key, SYMMETRIC), ALGORITHM);
            return signed -> "v1," + hmac(secret, signed);
        }
        Ed25519Key own = Ed25519Key.of(decoded(key, PRIVATE));
        publicKeys.add("whpk_" + Base64.getEncoder().encodeToString(own.publicBytes()));
        return signed -> "v1a," + Base64.getEncoder().encodeToString(own.sign(signed));
    }

    private static byte[] decoded(String key, String prefix) {
        return Base64.getDecoder().decode(key.substring(prefix.length()));
    }

    private static String hmac(SecretKeySpec secret, byte[] signed) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(secret);
        return Base64.getEncoder().encodeToString(mac.doFinal(signed));
    }

    private static String sign(Signer signer, byte[] signed) {
        try {
            return signer.sign(signed);
        } catch (GeneralSecurityException everyJvmCan) {
            throw new IllegalStateException(everyJvmCan);
        }
    }
}
