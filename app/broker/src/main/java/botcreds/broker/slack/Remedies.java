package botcreds.broker.slack;

import java.util.Map;
import java.util.Optional;

/** What a human does about a refusal of Slack's. */
final class Remedies {
    private static final Map<String, String> OF = Map.ofEntries(
            Map.entry("channel_not_found", "there is no such channel, or it is private: invite the app with /invite"),
            Map.entry("not_in_channel", "invite the app into the channel with /invite"),
            Map.entry("is_archived", "the channel is archived: name another one in the policy"),
            Map.entry("missing_scope", "give the app the scopes in slack-manifest.yml and install it again"),
            Map.entry("invalid_auth", "SLACK_BOT_TOKEN is not valid: copy it from the app's page OAuth & Permissions"),
            Map.entry("token_revoked", "SLACK_BOT_TOKEN was revoked: install the app again"),
            Map.entry("account_inactive", "the app was removed from the workspace: install it again"),
            Map.entry(
                    "externally_shared",
                    "the channel is shared with another organization: name another one in the policy"));

    private Remedies() {}

    static Optional<String> of(String error) {
        return Optional.ofNullable(OF.get(error));
    }
}
