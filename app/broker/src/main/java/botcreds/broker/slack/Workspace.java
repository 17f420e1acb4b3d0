package botcreds.broker.slack;

import botcreds.broker.requests.CardRef;
import com.slack.api.methods.response.auth.AuthTestResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which workspace and which app are ours, as Slack tells the holder of our token. Learned once, and asked again at each use
 * until Slack has answered: nothing is let in before. Thread-safe.
 */
final class Workspace {
    /**
     * @param enterpriseId present on Enterprise Grid
     * @param url          where the workspace is on the web, with a slash at the end
     * @param appId        absent when Slack does not tell; then the app of the first request is it, because a signing secret
     *     and an app token belong to one app
     */
    record Ours(String teamId, Optional<String> enterpriseId, Optional<String> appId, Optional<String> url) {
        boolean isOurTeam(@Nullable String team) {
            return teamId.equals(team);
        }
    }

    private final WebApi api;
    private volatile Optional<Ours> learned = Optional.empty();

    Workspace(WebApi api) {
        this.api = api;
    }

    /** Returns what was learned, or asks Slack now. */
    Ours ours() throws SlackFault {
        Optional<Ours> known = learned;
        return known.isPresent() ? known.get() : learn();
    }

    /** Tells whether a request that Slack proved to have sent is for our app; false until the workspace is known. */
    synchronized boolean isOurApp(String app) {
        if (learned.isEmpty() || app.isEmpty()) {
            return false;
        }
        Ours ours = learned.get();
        if (ours.appId().isEmpty()) {
            learned = Optional.of(new Ours(ours.teamId(), ours.enterpriseId(), Optional.of(app), ours.url()));
            return true;
        }
        return ours.appId().get().equals(app);
    }

    /**
     * Returns the address of the thread below a message, in the form that chat.getPermalink has; empty before the workspace
     * is known.
     */
    Optional<String> threadOf(CardRef card) {
        return learned.flatMap(Ours::url)
                .map(url -> url + "archives/" + card.channel() + "/p"
                        + card.timestamp().replace(".", "")
                        + "?thread_ts=" + card.timestamp() + "&cid=" + card.channel());
    }

    boolean isKnown() {
        return learned.isPresent();
    }

    private synchronized Ours learn() throws SlackFault {
        if (learned.isPresent()) {
            return learned.get();
        }
        AuthTestResponse answer = api.call(methods -> methods.authTest(request -> request));
        if (answer.getTeamId() == null || answer.getTeamId().isEmpty()) {
            throw SlackFault.refused("auth.test names no team");
        }
        Ours ours = new Ours(answer.getTeamId(), present(answer.getEnterpriseId()), appId(answer), url(answer));
        learned = Optional.of(ours);
        return ours;
    }

    private static Optional<String> url(AuthTestResponse answer) {
        return present(answer.getUrl()).filter(url -> url.startsWith("http") && url.endsWith("/"));
    }

    private Optional<String> appId(AuthTestResponse answer) throws SlackFault {
        Optional<String> told = present(answer.getAppId());
        if (told.isPresent() || present(answer.getBotId()).isEmpty()) {
            return told;
        }
        try {
            return present(api.call(methods -> methods.botsInfo(request -> request.bot(answer.getBotId())))
                    .getBot()
                    .getAppId());
        } catch (SlackFault fault) {
            if (fault.retryAfter().isPresent()) {
                throw fault;
            }
            return Optional.empty();
        }
    }

    private static Optional<String> present(@Nullable String text) {
        return Optional.ofNullable(text).filter(each -> !each.isEmpty());
    }
}
