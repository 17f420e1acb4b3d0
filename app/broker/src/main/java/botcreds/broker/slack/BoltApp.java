package botcreds.broker.slack;

import com.slack.api.Slack;
import com.slack.api.bolt.App;
import com.slack.api.bolt.AppConfig;
import com.slack.api.model.event.AppHomeOpenedEvent;
import java.util.ArrayList;
import java.util.List;

/** Puts Bolt together without its defaults: nothing from the environment, no call to Slack, no OAuth, our middleware. */
final class BoltApp {
    private BoltApp() {}

    static App of(
            Slack slack,
            KnownKinds knownKinds,
            Denials denials,
            Narrowings narrowings,
            SlashCommand command,
            HomeTabs tabs) {
        AppConfig config = AppConfig.builder()
                .slack(slack)
                .singleTeamBotToken(null)
                .signingSecret(null)
                .clientId(null)
                .clientSecret(null)
                .scope(null)
                .oAuthInstallPathEnabled(false)
                .oAuthRedirectUriPathEnabled(false)
                .openIDConnectEnabled(false)
                // EventsServlet has verified; in Socket Mode the connection is what proves it.
                .requestVerificationEnabled(false)
                .sslCheckEnabled(false)
                .allEventsApiAutoAckEnabled(true)
                .threadPoolSize(1)
                .build();
        App app = new App(config, new ArrayList<>(List.of(knownKinds)));
        app.command(SlashCommand.NAME, (request, context) -> command.take(request.getPayload()));
        app.viewSubmission(DenyModal.CALLBACK_ID, (request, context) -> denials.take(request.getPayload()));
        app.viewSubmission(MoreModal.CALLBACK_ID, (request, context) -> narrowings.choose(request.getPayload()));
        app.viewSubmission(AgreeModal.CALLBACK_ID, (request, context) -> narrowings.agree(request.getPayload()));
        app.event(AppHomeOpenedEvent.class, (payload, context) -> tabs.opened(payload));
        return app.start();
    }
}
