package botcreds.client;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/** Gathers what a {@link BrokerClient} needs. Not thread-safe; the client it builds is. */
public final class BrokerClientBuilder {
    private final URI url;
    private Optional<String> apiKey = Optional.empty();
    private Optional<String> botId = Optional.empty();
    private Optional<SSLSocketFactory> tls = Optional.empty();
    private Duration retryFor = Duration.ofMinutes(1);
    private Clock clock = Clock.systemUTC();
    private Timekeeper time = Timekeeper.real();

    BrokerClientBuilder(String url) {
        this.url = checked(url);
    }

    /** Returns the address without a slash at its end; what is no broker's address is refused. */
    static URI checked(String url) {
        URI parsed = URI.create(url.replaceAll("/+$", ""));
        boolean isHttp = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
        if (!isHttp
                || parsed.getHost() == null
                || parsed.getRawUserInfo() != null
                || parsed.getRawQuery() != null
                || parsed.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the broker's URL must be http:// or https:// with a host, without user, query or fragment");
        }
        return parsed;
    }

    /** The bot's key. Without one the bot must be known by its client certificate or its tailnet. */
    public BrokerClientBuilder apiKey(String key) {
        if (!key.matches("[!-~]+")) {
            throw new IllegalArgumentException("an API key consists of visible ASCII characters");
        }
        apiKey = Optional.of(key);
        return this;
    }

    /** The bot this should be; the broker is asked once whether it is, before anything else is asked. */
    public BrokerClientBuilder botId(String name) {
        botId = Optional.of(name);
        return this;
    }

    /** Whom to trust and which client certificate to show, for a broker with mTLS. */
    public BrokerClientBuilder tls(SSLContext context) {
        tls = Optional.of(context.getSocketFactory());
        return this;
    }

    /** How long after its first failure a call is repeated; zero for not at all. Default one minute. */
    public BrokerClientBuilder retryFor(Duration length) {
        retryFor = length;
        return this;
    }

    /** What sessions compare the end of their tokens with. */
    public BrokerClientBuilder clock(Clock wallClock) {
        clock = wallClock;
        return this;
    }

    BrokerClientBuilder timekeeper(Timekeeper timekeeper) {
        time = timekeeper;
        return this;
    }

    public BrokerClient build() {
        Retrying retrying = new Retrying(new Transport(url, apiKey, tls), time, retryFor);
        return new BrokerClient(retrying, new Awaiting(retrying, time), clock, botId);
    }

    /** The same broker without this SDK's types; see {@link BrokerApi}. */
    public BrokerApi buildApi() {
        Retrying retrying = new Retrying(new Transport(url, apiKey, tls), time, retryFor);
        return new BrokerApi(retrying, new Awaiting(retrying, time));
    }
}
