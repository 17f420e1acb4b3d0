package botcreds.broker.outside;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** One of several brokers in a town, with addresses that outlive it. */
final class Node {
    final URI api;
    private final Town town;
    private final Map<String, String> settings;
    private final Duration ahead;
    BrokerProcess process;

    Node(Town town, String name) throws Exception {
        this(town, name, Duration.ZERO);
    }

    /** @param ahead by how much its clock is ahead; behind if that is negative */
    Node(Town town, String name, Duration ahead) throws Exception {
        this.town = town;
        this.ahead = ahead;
        int port = Town.freePort();
        api = URI.create("http://127.0.0.1:" + port);
        settings = Map.of(
                "BOTCREDS_API_LISTEN", "127.0.0.1:" + port,
                "BOTCREDS_SLACK_LISTEN", "127.0.0.1:" + Town.freePort(),
                "BOTCREDS_DATA", town.directory.resolve(name).toString());
        process = start();
    }

    void takeSlack() {
        town.slack.eventsUrl(URI.create(process.listener("slack") + "/slack/events"));
    }

    void restart() {
        process = start();
    }

    private BrokerProcess start() {
        return ahead.isZero() ? town.startAnother(settings) : town.startAhead(settings, ahead);
    }

    boolean isOnDuty() throws Exception {
        return new Bot("", () -> process.listener("ops"))
                .send("GET", "/metrics", "")
                .text()
                .contains("\nbotcreds_on_duty 1");
    }
}
