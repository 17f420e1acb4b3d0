package botcreds.broker.outside;

import java.net.URI;
import java.util.Map;

/** One of several brokers in a town, with addresses that outlive it. */
final class Node {
    final URI api;
    private final Town town;
    private final Map<String, String> settings;
    BrokerProcess process;

    Node(Town town, String name) throws Exception {
        this.town = town;
        int port = Town.freePort();
        api = URI.create("http://127.0.0.1:" + port);
        settings = Map.of(
                "BOTCREDS_API_LISTEN", "127.0.0.1:" + port,
                "BOTCREDS_SLACK_LISTEN", "127.0.0.1:" + Town.freePort(),
                "BOTCREDS_DATA", town.directory.resolve(name).toString());
        process = town.startAnother(settings);
    }

    void takeSlack() {
        town.slack.eventsUrl(URI.create(process.listener("slack") + "/slack/events"));
    }

    void restart() {
        process = town.startAnother(settings);
    }

    boolean isOnDuty() throws Exception {
        return new Bot("", () -> process.listener("ops"))
                .send("GET", "/metrics", "")
                .text()
                .contains("\nbotcreds_on_duty 1");
    }
}
