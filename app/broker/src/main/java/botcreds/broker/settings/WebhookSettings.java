package botcreds.broker.settings;

import botcreds.broker.model.Secret;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Webhooks out to bots and in from GitHub.
 *
 * @param secrets      what outgoing webhooks are signed with, each {@code whsec_} and base64 of 24 to 64 bytes, or
 *                     {@code whsk_} and base64 of an ed25519 key (Standard Webhooks), with {@code HOST=} before it for that
 *                     host alone; several while receivers change from one to the next; none: nobody is called
 * @param allowHosts   {@code host:port} of receivers that may be called although they are private addresses
 * @param gitHubSecret what GitHub signs its webhooks with
 */
public record WebhookSettings(List<Secret> secrets, List<String> allowHosts, Optional<Secret> gitHubSecret) {
    private static final String SYMMETRIC = "whsec_";
    private static final String PRIVATE = "whsk_";
    private static final Pattern FOR_A_HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,255}=(?=wh)");
    private static final int SHORTEST_GITHUB_SECRET = 16;

    public WebhookSettings {
        secrets = List.copyOf(secrets);
        allowHosts = List.copyOf(allowHosts);
    }

    static WebhookSettings read(Environment from) {
        List<Secret> secrets = from.secret("BOTCREDS_WEBHOOK_SECRET").stream()
                .flatMap(all -> Arrays.stream(all.reveal().strip().split("[\\s,]+", -1)))
                .filter(each -> !each.isEmpty())
                .map(Secret::of)
                .toList();
        if (!secrets.stream().allMatch(each -> isStandard(each.reveal()))) {
            from.problem(
                    "BOTCREDS_WEBHOOK_SECRET",
                    "each key must be whsec_ and the base64 of 24 to 64 bytes, or whsk_ and the base64 of an ed25519"
                            + " key, with HOST= before it when it is for that host alone;"
                            + " make one with: echo whsec_$(openssl rand -base64 32)");
        }
        List<String> hosts = Arrays.stream(
                        from.text("BOTCREDS_WEBHOOK_ALLOW_HOSTS").orElse("").split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
        for (String host : hosts) {
            if (ListenAddress.parse(host).filter(each -> each.port() != 0).isEmpty()) {
                from.problem(
                        "BOTCREDS_WEBHOOK_ALLOW_HOSTS", "write a list of host:port, for example bots.internal:8443");
                break;
            }
        }
        Optional<Secret> gitHubSecret = from.secret("BOTCREDS_GITHUB_WEBHOOK_SECRET");
        if (gitHubSecret.isPresent() && gitHubSecret.get().reveal().length() < SHORTEST_GITHUB_SECRET) {
            from.problem(
                    "BOTCREDS_GITHUB_WEBHOOK_SECRET",
                    "it has fewer than " + SHORTEST_GITHUB_SECRET + " characters;"
                            + " make one with: openssl rand -hex 32, and give GitHub the same");
        }
        return new WebhookSettings(secrets, hosts, gitHubSecret);
    }

    private static boolean isStandard(String text) {
        String key = FOR_A_HOST.matcher(text).replaceFirst("");
        try {
            if (key.startsWith(PRIVATE)) {
                int bytes = Base64.getDecoder().decode(key.substring(PRIVATE.length())).length;
                return bytes == 32 || bytes == 64;
            }
            int bytes = Base64.getDecoder().decode(key.substring(Math.min(key.length(), SYMMETRIC.length()))).length;
            return key.startsWith(SYMMETRIC) && bytes >= 24 && bytes <= 64;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
