package botcreds.broker.settings;

import botcreds.broker.model.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * How to talk with Slack.
 *
 * @param signingSecret always present unless {@link #socketMode()}, where nothing comes in by HTTP
 * @param appToken      turns Socket Mode on
 * @param apiUrl        ends in a slash, as Slack's SDK wants it
 * @param botTokenFiles where the bot token was read from
 * @param signingSecretFiles where the signing secret was read from
 */
public record SlackSettings(
        Secret botToken,
        Optional<Secret> signingSecret,
        Optional<Secret> appToken,
        URI apiUrl,
        SecretFiles botTokenFiles,
        SecretFiles signingSecretFiles) {
    /**
     * Slack's are 32 hexadecimal digits. Bolt puts {@code ---} in the place of a missing one and then takes requests
     * signed with that, so nothing short may get through to it.
     */
    private static final int SHORTEST_SIGNING_SECRET = 16;

    private static final String WHERE =
            "copy it from your Slack app's page Basic Information, or set SLACK_APP_TOKEN for Socket Mode";

    public boolean socketMode() {
        return appToken.isPresent();
    }

    static Optional<SlackSettings> read(Environment from) {
        Optional<Secret> botToken = from.secret("SLACK_BOT_TOKEN");
        from.missing(
                "SLACK_BOT_TOKEN",
                "humans approve in Slack, so the broker does not start without it;"
                        + " copy the Bot User OAuth Token (xoxb-…) from your Slack app's page OAuth & Permissions");
        expectPrefix(from, "SLACK_BOT_TOKEN", botToken, "xoxb-", "OAuth & Permissions");
        Optional<Secret> appToken = from.secret("SLACK_APP_TOKEN");
        expectPrefix(from, "SLACK_APP_TOKEN", appToken, "xapp-", "Basic Information, App-Level Tokens");
        Optional<Secret> signingSecret = from.secret("SLACK_SIGNING_SECRET");
        if (!from.isSet("SLACK_APP_TOKEN")) {
            requireSigningSecret(from, signingSecret);
        }
        Optional<URI> apiUrl =
                WebAddress.read(from, "SLACK_API_URL", "https://slack.com/api/").map(url -> URI.create(url + "/"));
        return botToken.flatMap(bot -> apiUrl.map(url -> new SlackSettings(
                bot,
                signingSecret,
                appToken,
                url,
                from.fileOf("SLACK_BOT_TOKEN"),
                from.fileOf("SLACK_SIGNING_SECRET"))));
    }

    private static void requireSigningSecret(Environment from, Optional<Secret> secret) {
        from.missing("SLACK_SIGNING_SECRET", "without it anybody could approve by HTTP; " + WHERE);
        secret.map(SlackSettings::signingSecretProblem)
                .filter(why -> !why.isEmpty())
                .ifPresent(why -> from.problem("SLACK_SIGNING_SECRET", why));
    }

    /** Returns what is wrong with a signing secret and what to do; an empty text if it looks like one. */
    public static String signingSecretProblem(Secret secret) {
        return secret.reveal().length() < SHORTEST_SIGNING_SECRET
                ? "it has fewer than " + SHORTEST_SIGNING_SECRET + " characters, so it is not Slack's; " + WHERE
                : "";
    }

    private static void expectPrefix(
            Environment from, String name, Optional<Secret> token, String prefix, String page) {
        if (token.isPresent() && !token.get().reveal().startsWith(prefix)) {
            from.warning(
                    name, "it does not begin with " + prefix + "; the right one is on your Slack app's page " + page);
        }
    }
}
