package botcreds.broker.slack;

import botcreds.broker.model.Secret;
import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import java.io.IOException;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to Slack's Web API of this process: synchronous, with a limit on every call, no proxy from the
 * environment, no retries of its own. Thread-safe.
 */
final class WebApi implements AutoCloseable {
    /** Longest time any call takes, in milliseconds. */
    static final int CALL_TIMEOUT_MILLIS = 5000;

    private static final Logger LOG = LoggerFactory.getLogger(WebApi.class);
    private static final String RESPONSE_URLS = "https://hooks.slack.com/";
    private static final String SLACK = "https://slack.com";

    private final Once<Slack> slack;
    private volatile Once<MethodsClient> methods;
    private final String apiOrigin;

    WebApi(SlackSettings settings) {
        this(settings.apiUrl(), settings.botToken());
    }

    /** @param apiUrl ends in a slash */
    WebApi(String apiUrl, Secret token) {
        this.slack = new Once<>(() -> Slack.getInstance(config(apiUrl)));
        this.methods = methods(token);
        this.apiOrigin = origin(apiUrl);
    }

    /** Calls that begin from now on use this token. */
    void use(Secret botToken) {
        methods = methods(botToken);
    }

    private Once<MethodsClient> methods(Secret botToken) {
        return new Once<>(() -> slack.get().methods(botToken.reveal()));
    }

    private static SlackConfig config(String apiUrl) {
        SlackConfig config = new SlackConfig();
        config.setMethodsEndpointUrlPrefix(apiUrl);
        config.setProxyUrl(null);
        config.setHttpClientCallTimeoutMillis(CALL_TIMEOUT_MILLIS);
        config.setStatsEnabled(false);
        return config;
    }

    Slack slack() {
        return slack.get();
    }

    /** One call of a method. */
    interface Call<R extends SlackApiTextResponse> {
        R on(MethodsClient methods) throws IOException, SlackApiException;
    }

    /** Calls a method; every way it can go wrong is an {@link SlackFault} that says what Slack said. */
    <R extends SlackApiTextResponse> R call(Call<R> call) throws SlackFault {
        try {
            R answer = call.on(methods.get());
            if (!answer.isOk()) {
                throw SlackFault.refused(String.valueOf(answer.getError()));
            }
            return answer;
        } catch (SlackApiException httpError) {
            throw SlackFault.http(httpError);
        } catch (IOException | RuntimeException unreachable) {
            // The SDK throws unchecked where an answer is not the JSON it expects.
            throw SlackFault.unreachable(unreachable);
        }
    }

    /**
     * Tells whether an address for answers is Slack's. It comes with a request, and an answer must not go wherever a request
     * says; a Slack of one's own, set as {@code SLACK_API_URL}, has its addresses on its own origin.
     */
    boolean isResponseUrl(String url) {
        return url.startsWith(RESPONSE_URLS) || (!apiOrigin.equals(SLACK) && url.startsWith(apiOrigin + "/"));
    }

    /** Posts an answer; false when it did not get there. */
    boolean answer(String responseUrl, String json) {
        if (!isResponseUrl(responseUrl)) {
            LOG.warn("an answer was not sent: its response_url is not Slack's");
            return false;
        }
        try {
            Integer status = slack.get().send(responseUrl, json).getCode();
            return status != null && status == 200;
        } catch (IOException unreachable) {
            LOG.warn(
                    "an answer could not be sent to its response_url: {}",
                    unreachable.getClass().getName());
            return false;
        }
    }

    private static String origin(String apiUrl) {
        URI uri = URI.create(apiUrl);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    @Override
    public void close() {
        slack.ifMade().ifPresent(made -> {
            try {
                made.close();
            } catch (Exception leftOpen) {
                LOG.warn("Slack's client did not close", leftOpen);
            }
        });
    }
}
