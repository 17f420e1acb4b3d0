package botcreds.broker.slack;

import botcreds.broker.model.Secret;
import java.util.Optional;

/**
 * How to reach the workspace and how it proves itself.
 *
 * @param botToken      {@code xoxb-…}
 * @param signingSecret proves requests over HTTP; absent only when there is an app token
 * @param appToken      {@code xapp-…}; when present, Socket Mode is used and no request over HTTP is accepted
 * @param apiUrl        the Web API's prefix with a slash at its end, {@code https://slack.com/api/}
 */
public record SlackSettings(Secret botToken, Optional<Secret> signingSecret, Optional<Secret> appToken, String apiUrl) {
    public SlackSettings {
        if (signingSecret.isEmpty() && appToken.isEmpty()) {
            throw new IllegalArgumentException("without a signing secret nothing proves that a request is Slack's");
        }
        if (!apiUrl.endsWith("/")) {
            throw new IllegalArgumentException("the prefix of Slack's Web API ends in a slash");
        }
    }
}
