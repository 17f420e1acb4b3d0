package botcreds.broker.settings;

import botcreds.broker.model.Secret;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Webhooks out to bots and in from GitHub.
 *
 * @param secrets      what outgoing webhooks are signed with, each {@code whsec_} and base64 of 24 to 64 bytes (Standard
 *                     Webhooks); several while receivers change from one to the next; none: nobody is called
 * @param allowHosts   {@code host:port} of receivers that may be called although they are private addresses
 * @param gitHubSecret what GitHub signs its webhooks with
 */
public record WebhookSettings(List<Secret> secrets, List<String> allowHosts, Optional<Secret> gitHubSecret) {
    private static final String PREFIX = "whsec_";
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
                    "it must be whsec_ and the base64 of 24 to 64 bytes;"
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
        if (!text.startsWith(PREFIX)) {
            return false;
        }
        try {
            int bytes = Base64.getDecoder().decode(text.substring(PREFIX.length())).length;
            return bytes >= 24 && bytes <= 64;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
