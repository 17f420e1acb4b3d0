package botcreds.broker.watch;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Everything that is counted here, under the names Prometheus sees. All of it lives in this process: reading it asks nobody,
 * however often somebody reads. Labels come from closed sets: the policy's bots, and enums. Thread-safe.
 */
final class Meters {
    private static final List<String> DECISIONS = List.of("auto", "manual", "denied");
    private static final List<String> OUTCOMES =
            List.of("issued", "denied_by_policy", "denied_by_human", "expired", "uncollected", "cancelled", "failed");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    final Counter requests = counter(
            "botcreds_requests_total",
            "Requests by what the policy said of them: auto, manual, denied.",
            "bot",
            "decision");
    final Counter outcomes = counter(
            "botcreds_outcomes_total",
            "How requests ended: issued, denied_by_policy, denied_by_human, expired, uncollected, cancelled, failed.",
            "bot",
            "outcome");
    final Histogram approvalWait = Histogram.builder()
            .name("botcreds_approval_wait_seconds")
            .help("Time from a request to a human's answer.")
            .labelNames("answer")
            .classicOnly()
            .withoutExemplars()
            .classicUpperBounds(5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 28800, 86400)
            .register(registry);
    final Counter issued =
            counter("botcreds_credentials_issued_total", "Credentials given for the first time.", "bot", "approval");
    final Counter refreshed =
            counter("botcreds_credentials_refreshed_total", "Credentials given under a running grant.", "bot");
    final Counter redelivered =
            counter("botcreds_credentials_redelivered_total", "Live credentials handed out once more.", "bot");
    final Counter revoked =
            counter("botcreds_credentials_revoked_total", "Credentials ended before their time.", "bot");
    final Counter expired = counter("botcreds_credentials_expired_total", "Credentials ended by time.", "bot");
    final Counter untouched = counter(
            "botcreds_credentials_untouched_total",
            "Credentials ended by time that were neither refreshed nor fetched again.",
            "bot");
    final Gauge live = gauge("botcreds_credentials_live", "Credentials that may still work at GitHub.", "bot");
    final Gauge pending = gauge("botcreds_pending_requests", "Requests that wait for a human.");
    final Counter refusals = counter(
            "botcreds_refusals_total",
            "Asks of bots that ended at once without a credential, by HTTP status.",
            "bot",
            "status");
    final Counter decisionsRefused =
            counter("botcreds_decisions_refused_total", "Attempts to decide by somebody who may not, or too late.");

    final Histogram gitHubCalls = Histogram.builder()
            .name("botcreds_github_call_duration_seconds")
            .help("Calls to GitHub, from sending to the whole answer.")
            .labelNames("account")
            .classicOnly()
            .withoutExemplars()
            .classicUpperBounds(0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 2, 5, 10)
            .register(registry);
    final Counter gitHubErrors = counter(
            "botcreds_github_errors_total",
            "Calls to GitHub without success: 4xx, 5xx, limited, held_back, unreachable, lost.",
            "account",
            "code");
    final Gauge gitHubLeft =
            gauge("botcreds_github_rate_limit_remaining", "Calls left until the limit, as last told.", "account");
    final Gauge gitHubLimit = gauge("botcreds_github_rate_limit_limit", "Calls in an hour, as last told.", "account");
    final Gauge installationLeft = gauge(
            "botcreds_github_installation_remaining",
            "Calls that an installation has left, as last told.",
            "installation");
    final Gauge installationLimit = gauge(
            "botcreds_github_installation_limit", "Calls of an installation in an hour, as last told.", "installation");
    final Gauge gitHubClock =
            gauge("botcreds_github_clock_offset_seconds", "GitHub's clock minus ours, to about a second.");

    final Gauge outboxDepth =
            gauge("botcreds_outbox_depth", "Announcements and calls to bots that wait to be carried.");
    final Gauge outboxAge = gauge(
            "botcreds_outbox_oldest_seconds",
            "For how long the oldest announcement has waited; calls to bots not counted.");

    final Counter policyReloads =
            counter("botcreds_policy_reloads_total", "Edits of the policy: accepted, rejected.", "result");
    final Gauge policyInForce =
            gauge("botcreds_policy_reload_success", "1 while the policy file is what counts, 0 while it is refused.");
    final Gauge policyLoaded = gauge(
            "botcreds_policy_last_reload_timestamp_seconds", "When the policy that counts was read, in Unix time.");

    final Gauge nodesDisagreeing = gauge(
            "botcreds_nodes_disagreeing",
            "Other nodes whose policy, seal key or App is not this one's, after a minute.");

    final Counter auditRows = counter("botcreds_audit_rows_total", "Rows appended to the audit log.");
    final Gauge auditVerified =
            gauge("botcreds_audit_verified_row", "Up to which row the background has verified the audit log.");
    final Gauge auditIntact =
            gauge("botcreds_audit_intact", "1 as far as the audit log was verified, 0 once a row does not fit.");
    final Counter eventsLost =
            counter("botcreds_watch_events_lost_total", "Audit rows that were not counted because of too much load.");
    final Counter alerts = counter("botcreds_alerts_total", "Reasons for an alert, told or kept back.", "alert");
    final Gauge databaseBytes = gauge("botcreds_database_file_bytes", "Size of the H2 file; 0 for PostgreSQL.");

    Meters(String version) {
        Info.builder()
                .name("botcreds_build_info")
                .help("Which broker this is.")
                .labelNames("version", "java")
                .register(registry)
                .addLabelValues(version, Integer.toString(Runtime.version().feature()));
        // What has no labels is there from the start, and so are the values of a small set: a rate needs its zero.
        for (String result : new String[] {"accepted", "rejected"}) {
            policyReloads.initLabelValues(result);
        }
        for (String answer : new String[] {"approved", "denied"}) {
            approvalWait.initLabelValues(answer);
        }
        for (Alarm alarm : Alarm.values()) {
            alerts.initLabelValues(alarm.word());
        }
        introduce(BotLabels.UNKNOWN);
        policyInForce.set(1);
        auditIntact.set(1);
    }

    /** Lets everything there is about a bot begin at zero: otherwise the first time something happens would be no increase. */
    void introduce(String bot) {
        DECISIONS.forEach(decision -> requests.initLabelValues(bot, decision));
        OUTCOMES.forEach(outcome -> outcomes.initLabelValues(bot, outcome));
        List.of("auto", "manual").forEach(approval -> issued.initLabelValues(bot, approval));
        List.of(refreshed, redelivered, revoked, expired, untouched).forEach(counter -> counter.initLabelValues(bot));
        List.of("400", "403", "422", "429", "503").forEach(status -> refusals.initLabelValues(bot, status));
        live.initLabelValues(bot);
    }

    PrometheusRegistry registry() {
        return registry;
    }

    /** Writes all of it in Prometheus's text format 0.0.4. */
    String text() {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            writer.write(text, registry.scrape());
            return text.toString(StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    private Gauge gauge(String name, String help, String... labels) {
        return Gauge.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }
}
