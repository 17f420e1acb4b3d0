package botcreds.broker.settings;

import java.net.URI;
import java.util.Optional;

/**
 * The doors, apart so that each can be opened to those only who need it.
 *
 * @param api          bots and scripts
 * @param slack        what Slack calls, and GitHub's webhooks; empty in Socket Mode without a webhook, which needs no open port
 * @param ops          health and metrics
 * @param dashboard    pages for humans; empty when it is {@code off}
 * @param dashboardUrl where humans open these, without a slash at the end; empty for the listener's own address
 */
public record Listeners(
        ListenAddress api,
        Optional<ListenAddress> slack,
        ListenAddress ops,
        Optional<ListenAddress> dashboard,
        Optional<URI> dashboardUrl) {
    private static final String API = "BOTCREDS_API_LISTEN";
    private static final String SLACK = "BOTCREDS_SLACK_LISTEN";
    private static final String OPS = "BOTCREDS_OPS_LISTEN";
    private static final String DASHBOARD = "BOTCREDS_DASHBOARD_LISTEN";
    private static final String DASHBOARD_URL = "BOTCREDS_DASHBOARD_URL";
    private static final String OFF = "off";

    static Optional<Listeners> read(Environment from, boolean nothingCallsIn, boolean tls) {
        Optional<ListenAddress> api = address(from, API, "127.0.0.1:8080");
        Optional<ListenAddress> configured = address(from, SLACK, "127.0.0.1:3000");
        Optional<ListenAddress> slack = nothingCallsIn ? Optional.empty() : configured;
        Optional<ListenAddress> ops = address(from, OPS, "127.0.0.1:9090");
        refuseClash(from, SLACK, slack, API, api);
        refuseClash(from, OPS, ops, API, api);
        refuseClash(from, OPS, ops, SLACK, slack);
        Optional<ListenAddress> dashboard = from.text(DASHBOARD).equals(Optional.of(OFF))
                ? Optional.empty()
                : address(from, DASHBOARD, "127.0.0.1:8081");
        refuseClash(from, DASHBOARD, dashboard, API, api);
        refuseClash(from, DASHBOARD, dashboard, SLACK, slack);
        refuseClash(from, DASHBOARD, dashboard, OPS, ops);
        Optional<URI> dashboardUrl = dashboardUrl(from, dashboard);
        if (!tls && api.isPresent() && !api.get().isLoopback()) {
            from.warning(
                    API,
                    api.get() + " is open to the network without TLS, so keys and tokens cross it in clear text;"
                            + " set BOTCREDS_TLS_CERT and BOTCREDS_TLS_KEY, or make sure that a proxy in front has TLS");
        }
        return api.flatMap(apiAt -> ops.map(opsAt -> new Listeners(apiAt, slack, opsAt, dashboard, dashboardUrl)));
    }

    /** The sign-in belongs to one address, so humans must come by it: by https, or on this machine. */
    private static Optional<URI> dashboardUrl(Environment from, Optional<ListenAddress> listen) {
        String example = "https://botcreds.example.com";
        if (!from.isSet(DASHBOARD_URL)) {
            if (listen.filter(each -> !each.isLoopback()).isPresent()) {
                from.problem(
                        DASHBOARD_URL,
                        "not set; " + DASHBOARD + " is open to the network, so say where people open it, such as "
                                + example + ", and let a proxy with TLS answer there");
            }
            return Optional.empty();
        }
        Optional<URI> url = WebAddress.read(from, DASHBOARD_URL, example);
        if (url.filter(each -> !each.getRawPath().isEmpty()).isPresent()) {
            from.problem(DASHBOARD_URL, "it must have no path, because the sign-in counts for a whole host");
        }
        return url;
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
