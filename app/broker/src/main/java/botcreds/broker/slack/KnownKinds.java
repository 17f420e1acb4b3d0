package botcreds.broker.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.bolt.middleware.Middleware;
import com.slack.api.bolt.middleware.MiddlewareChain;
import com.slack.api.bolt.request.Request;
import com.slack.api.bolt.request.builtin.BlockActionRequest;
import com.slack.api.bolt.request.builtin.EventRequest;
import com.slack.api.bolt.request.builtin.SlashCommandRequest;
import com.slack.api.bolt.request.builtin.UrlVerificationRequest;
import com.slack.api.bolt.request.builtin.ViewSubmissionRequest;
import com.slack.api.bolt.response.Response;
import java.util.Set;

/**
 * Bolt's only middleware here. What no card, dialog or command of ours makes goes no further: Bolt would log it whole, and
 * knows kinds of request, such as OAuth callbacks, that it does not want verified. A click goes to {@link Clicks} whatever
 * its shape, because Bolt has no handler for one with two actions.
 */
final class KnownKinds implements Middleware {
    private static final String HOME_OPENED = "app_home_opened";
    private static final Set<String> DIALOGS =
            Set.of(DenyModal.CALLBACK_ID, MoreModal.CALLBACK_ID, AgreeModal.CALLBACK_ID);

    private final Clicks clicks;
    private final BatchClicks batchClicks;
    private final LoginClicks logins;
    private final Confirmations confirmations;
    private final HomeClicks homeClicks;

    KnownKinds(
            Clicks clicks,
            BatchClicks batchClicks,
            LoginClicks logins,
            Confirmations confirmations,
            HomeClicks homeClicks) {
        this.clicks = clicks;
        this.batchClicks = batchClicks;
        this.logins = logins;
        this.confirmations = confirmations;
        this.homeClicks = homeClicks;
    }

    // Bolt's interface has the raw type.
    @SuppressWarnings("rawtypes")
    @Override
    public Response apply(Request request, Response response, MiddlewareChain chain) throws Exception {
        if (request instanceof BlockActionRequest click) {
            return take(click.getPayload());
        }
        if (request instanceof EventRequest event && !HOME_OPENED.equals(event.getEventType())) {
            // No other event is subscribed to; one that comes all the same is acknowledged, or Slack would send it
            // thrice.
            return Response.ok();
        }
        boolean known = isCommand(request)
                || isSubmission(request)
                || request instanceof EventRequest
                || request instanceof UrlVerificationRequest;
        return known ? chain.next(request) : Response.error(404);
    }

    private Response take(BlockActionPayload payload) {
        if (HomeClick.isOne(payload)) {
            return homeClicks.take(payload);
        }
        if (BatchClicks.isOne(payload)) {
            return batchClicks.take(payload);
        }
        if (LoginClicks.isOne(payload)) {
            return logins.take(payload);
        }
        return Confirmations.isOne(payload) ? confirmations.take(payload) : clicks.take(payload);
    }

    private static boolean isCommand(Request<?> request) {
        return request instanceof SlashCommandRequest command
                && SlashCommand.NAME.equals(command.getPayload().getCommand());
    }

    private static boolean isSubmission(Request<?> request) {
        return request instanceof ViewSubmissionRequest submission
                && submission.getPayload().getView() != null
                && submission.getPayload().getView().getCallbackId() != null
                && DIALOGS.contains(submission.getPayload().getView().getCallbackId());
    }
}
