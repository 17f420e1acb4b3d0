package botcreds.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks one broker for GitHub credentials, as one bot.
 *
 * <pre>{@code
 * BrokerClient broker = BrokerClient.fromEnvironment();
 * Credentials credentials = broker.getCredentials(Ask.of("myorg/repo-a", "Fixing bug #123", "contents:write"));
 * }</pre>
 *
 * Each call may take as long as the broker and GitHub need, and those that wait say so. Connection failures and answers that
 * ask to come back later are retried for a bounded time; whatever remains is a {@link BrokerException} of its own type. An
 * interrupt is noticed between two polls, a minute later at most. Thread-safe; holds nothing that has to be closed.
 */
public final class BrokerClient {
    /** Until the broker ends the request itself. */
    private static final Duration UNTIL_DECIDED = Duration.ofDays(365);

    /** For a refresh that meets another one under way. */
    private static final Duration UNTIL_MINTED = Duration.ofMinutes(1);

    private final Retrying retrying;
    private final Awaiting awaiting;
    private final Clock clock;
    private final Optional<String> botId;
    private volatile boolean confirmed;

    BrokerClient(Retrying retrying, Awaiting awaiting, Clock clock, Optional<String> botId) {
        this.retrying = retrying;
        this.awaiting = awaiting;
        this.clock = clock;
        this.botId = botId;
        this.confirmed = botId.isEmpty();
    }

    /**
     * Begins a client of the broker at this address.
     *
     * @param url where the broker's API is, without {@code /v1}
     * @throws IllegalArgumentException if it is no http or https URL
     */
    public static BrokerClientBuilder at(String url) {
        return new BrokerClientBuilder(url);
    }

    /**
     * Reads {@code BOTCREDS_URL}, and {@code BOTCREDS_API_KEY} unless the bot is known by its certificate or its tailnet.
     *
     * @throws IllegalArgumentException if there is no URL, or it is none
     */
    public static BrokerClient fromEnvironment() {
        return fromEnvironment(System.getenv());
    }

    static BrokerClient fromEnvironment(Map<String, String> environment) {
        String url = environment.getOrDefault("BOTCREDS_URL", "");
        if (url.isBlank()) {
            throw new IllegalArgumentException("BOTCREDS_URL is not set; set it to the broker's address");
        }
        BrokerClientBuilder builder = at(url.strip());
        String key = environment.getOrDefault("BOTCREDS_API_KEY", "").strip();
        return (key.isEmpty() ? builder : builder.apiKey(key)).build();
    }

    /** Asks for a token and waits until policy or a human has decided, or the request has ended undecided. */
    public Credentials getCredentials(Ask ask) {
        return getCredentials(ask, UNTIL_DECIDED);
    }

    /**
     * Asks for a token and waits for a human no longer than {@code patience}; zero asks and does not wait.
     *
     * @throws StillPending when patience is over; {@link #collect} goes on waiting
     */
    public Credentials getCredentials(Ask ask, Duration patience) {
        return Wire.credentials(asked(ask, "installation_token", patience), Optional.of(ask));
    }

    /**
     * Waits for the token of a request that was made before, or gives the same one again while it lives.
     *
     * @throws StillPending when patience is over
     */
    public Credentials collect(String requestId, Duration patience) {
        return Wire.credentials(awaiting.collect(requestId, patience), Optional.empty());
    }

    /** Asks for a deploy key and waits like {@link #getCredentials(Ask)}. */
    public DeployKey getDeployKey(Ask ask) {
        return getDeployKey(ask, UNTIL_DECIDED);
    }

    /**
     * Asks for a deploy key and waits for a human no longer than {@code patience}.
     *
     * @throws StillPending when patience is over; {@link #collectDeployKey} goes on waiting
     */
    public DeployKey getDeployKey(Ask ask, Duration patience) {
        return Wire.deployKey(asked(ask, "deploy_key", patience));
    }

    /** Waits for the deploy key of a request that was made before, like {@link #collect}. */
    public DeployKey collectDeployKey(String requestId, Duration patience) {
        return Wire.deployKey(awaiting.collect(requestId, patience));
    }

    /** Asks for a session, which is approved once and then refreshed without asking, and waits until it is decided. */
    public Session openSession(Ask ask) {
        return openSession(ask, UNTIL_DECIDED);
    }

    /**
     * Asks for a session and waits for a human no longer than {@code patience}.
     *
     * @throws StillPending when patience is over; {@link #resumeSession} goes on waiting
     */
    public Session openSession(Ask ask, Duration patience) {
        return new Session(this, clock, Wire.credentials(asked(ask, "session", patience), Optional.of(ask)));
    }

    /** Takes up a session that was asked for before, for example by an earlier process. */
    public Session resumeSession(String requestId, Duration patience) {
        return new Session(this, clock, collect(requestId, patience));
    }

    /**
     * Gets a new token for the same, and leaves the old one to end by itself. A session is refreshed without asking a human,
     * though policy may have come to say no. Other credentials are asked for anew, with the same words: policy answers, or a
     * human once more.
     *
     * @throws NotRefreshable if it is no session, and it was collected, so that its ask is not known here
     */
    public Credentials refresh(Credentials credentials) {
        if (credentials.sessionExpiresAt().isEmpty()) {
            return getCredentials(credentials.ask().orElseThrow(() -> new NotRefreshable(credentials.requestId())));
        }
        Reply reply = retrying.send(refreshing(credentials));
        return Wire.credentials(awaiting.decided(reply, UNTIL_MINTED), credentials.ask());
    }

    /** Like {@link #refresh}, for when it can wait: one attempt, and nothing is waited for. */
    Credentials refreshOnce(Credentials credentials) {
        Reply reply = retrying.once(refreshing(credentials));
        return Wire.credentials(awaiting.decided(reply, Duration.ZERO), credentials.ask());
    }

    private Json asked(Ask ask, String kind, Duration patience) {
        confirm();
        return awaiting.ask(Wire.ask(ask, kind), patience);
    }

    /** A key in the wrong place must not ask in another bot's name; one look per client. */
    private void confirm() {
        if (!confirmed) {
            String bot = whoami().bot();
            if (!botId.equals(Optional.of(bot))) {
                throw NotAuthenticated.otherBot(bot, botId.orElse(""));
            }
            confirmed = true;
        }
    }

    private static Call refreshing(Credentials credentials) {
        String id = credentials.requestId();
        return Call.post("/v1/token/" + RequestIds.checked(id) + "/refresh", "").about(id);
    }

    /** Ends the request of this deploy key; see {@link #release(String)}. */
    public boolean release(DeployKey key) {
        return release(key.requestId());
    }

    /** Ends the request of these credentials; see {@link #release(String)}. */
    public boolean release(Credentials credentials) {
        return release(credentials.requestId());
    }

    /**
     * Cancels a request, or revokes what was issued for it. Releasing again does no harm.
     *
     * @return false while GitHub has not confirmed the revocation; the broker goes on by itself
     */
    public boolean release(String requestId) {
        return retrying.send(Call.delete("/v1/token/" + RequestIds.checked(requestId))
                                .about(requestId))
                        .status()
                != 202;
    }

    /** What would policy say; nobody is asked and nothing is kept. */
    public Verdict can(String repo, String... permissions) {
        if (permissions.length == 0) {
            throw new IllegalArgumentException("name at least one permission");
        }
        String query = "?repo=" + encoded(repo) + "&permissions=" + encoded(String.join(",", List.of(permissions)));
        return Wire.verdict(retrying.send(Call.get("/v1/can" + query)).json());
    }

    public Identity whoami() {
        Json body = retrying.send(Call.get("/v1/whoami")).json();
        return new Identity(body.text("bot"), body.text("client_ip"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
