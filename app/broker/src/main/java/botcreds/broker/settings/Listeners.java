package botcreds.broker.settings;

import java.util.Optional;

/**
 * The three doors, apart so that each can be opened to those only who need it.
 *
 * @param api   bots and scripts
 * @param slack what Slack calls, and GitHub's webhooks; empty in Socket Mode without a webhook, which needs no open port
 * @param ops   health and metrics
 */
public record Listeners(ListenAddress api, Optional<ListenAddress> slack, ListenAddress ops) {
    private static final String API = "BOTCREDS_API_LISTEN";
    private static final String SLACK = "BOTCREDS_SLACK_LISTEN";
    private static final String OPS = "BOTCREDS_OPS_LISTEN";

    static Optional<Listeners> read(Environment from, boolean nothingCallsIn, boolean tls) {
        Optional<ListenAddress> api = address(from, API, "127.0.0.1:8080");
        Optional<ListenAddress> configured = address(from, SLACK, "127.0.0.1:3000");
        Optional<ListenAddress> slack = nothingCallsIn ? Optional.empty() : configured;
        Optional<ListenAddress> ops = address(from, OPS, "127.0.0.1:9090");
        refuseClash(from, SLACK, slack, API, api);
        refuseClash(from, OPS, ops, API, api);
        refuseClash(from, OPS, ops, SLACK, slack);
        if (!tls && api.isPresent() && !api.get().isLoopback()) {
            from.warning(
                    API,
                    api.get() + " is open to the network without TLS, so keys and tokens cross it in clear text;"
                            + " set BOTCREDS_TLS_CERT and BOTCREDS_TLS_KEY, or make sure that a proxy in front has TLS");
        }
        return api.flatMap(apiAt -> ops.map(opsAt -> new Listeners(apiAt, slack, opsAt)));
    }

    private static Optional<ListenAddress> address(Environment from, String name, String byDefault) {
        Optional<ListenAddress> address = ListenAddress.parse(from.text(name).orElse(byDefault));
        if (address.isEmpty()) {
            from.problem(name, "write it as host:port with a port of at most 65535, for example " + byDefault);
        }
        return address;
    }

    private static void refuseClash(
            Environment from,
            String name,
            Optional<ListenAddress> one,
            String otherName,
            Optional<ListenAddress> other) {
        if (one.isPresent() && other.isPresent() && one.get().clashesWith(other.get())) {
            from.problem(name, one.get() + " is taken by " + otherName + "; give each its own port");
        }
    }
}
