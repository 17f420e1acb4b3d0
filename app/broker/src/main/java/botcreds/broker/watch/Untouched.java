package botcreds.broker.watch;

import botcreds.broker.github.TokenUse;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.AuditEvent.Brief;
import botcreds.broker.model.AuditEvent.Recorded;
import botcreds.broker.model.RequestId;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.store.Store;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Credentials that were issued and never used. Where GitHub's audit log can be asked, that log says so, to the node that saw
 * the credential end. Otherwise what the broker itself can see does: pick-up, refresh and giving back. It cannot see a push, so
 * a credential that was used once and left to end looks untouched then; only many in a row say something. What was approved by
 * a human and never collected is certain. Issued here and fetched there is no sign of misuse, so every node follows what all of
 * them did, and the one on duty tells. Thread-safe.
 */
final class Untouched {
    private static final int MOST_ALIVE = 50_000;
    private static final Duration CLOCKS_APART = Duration.ofMinutes(2);

    private final Store store;
    private final PolicyFile policyFile;
    private final BotLabels bots;
    private final Bell bell;
    private final Meters meters;
    private final Optional<UseLooks> gitHubsLog;
    private final Map<String, Integer> inARow = new HashMap<>();
    /** Of each request with a credential, whether there was a sign of use; the oldest fall out. */
    private final Map<RequestId, Boolean> touched = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RequestId, Boolean> eldest) {
            return size() > MOST_ALIVE;
        }
    };

    Untouched(
            Store store,
            PolicyFile policyFile,
            BotLabels bots,
            Bell bell,
            Meters meters,
            Optional<UseLooks> gitHubsLog) {
        this.store = store;
        this.policyFile = policyFile;
        this.bots = bots;
        this.bell = bell;
        this.meters = meters;
        this.gitHubsLog = gitHubsLog;
    }

    /** What happened on any node. */
    synchronized void look(List<Brief> rows) {
        for (Brief row : rows) {
            row.request().ifPresent(id -> look(row, id));
        }
    }

    /** What happened on this node: GitHub's audit log, if there is one, is asked of what ended here. */
    void lookAtOwn(List<Recorded> rows) {
        gitHubsLog.ifPresent(log -> rows.forEach(row -> ask(log, row)));
    }

    private void look(Brief event, RequestId id) {
        String bot = event.bot().map(bots::of).orElse(BotLabels.UNKNOWN);
        if (event.type() == AuditEvent.Type.APPROVAL_EXPIRED) {
            uncollected(bot, id);
        } else if (gitHubsLog.isEmpty()) {
            look(event.type(), bot, id);
        }
    }

    private void look(AuditEvent.Type event, String bot, RequestId id) {
        switch (event) {
            case CREDENTIAL_ISSUED -> touched.put(id, false);
            case CREDENTIAL_DELIVERED, CREDENTIAL_REFRESHED -> touched.replace(id, true);
            case CREDENTIAL_REVOCATION_REQUESTED -> {
                if (touched.remove(id) != null) {
                    inARow.remove(bot);
                }
            }
            case CREDENTIAL_EXPIRED -> ended(bot, Optional.ofNullable(touched.remove(id)));
            default -> {
                // Says nothing about use.
            }
        }
    }

    /** A deploy key has no token, and an end without a hash was written by an older version. */
    private void ask(UseLooks gitHub, Recorded row) {
        AuditEvent event = row.event();
        boolean ends = event.type() == AuditEvent.Type.CREDENTIAL_EXPIRED
                || event.type() == AuditEvent.Type.CREDENTIAL_REVOKED;
        String sha256 = event.detail().get("token_sha256");
        if (ends && sha256 != null) {
            gitHub.ended(sha256, row.at(), told(event.bot().map(bots::of).orElse(BotLabels.UNKNOWN), event, row));
        }
    }

    private UseLooks.Told told(String bot, AuditEvent event, Recorded row) {
        return new UseLooks.Told() {
            @Override
            public void used(TokenUse.Seen seen) {
                synchronized (Untouched.this) {
                    inARow.remove(bot);
                }
                if (seen.last().isAfter(row.at().plus(CLOCKS_APART))) {
                    bell.ring(Alarm.USED_AFTER_END, bot, usedAfterEnd(bot, event, seen), 1);
                }
            }

            @Override
            public void unused() {
                synchronized (Untouched.this) {
                    count(bot, true);
                }
            }
        };
    }

    /** @param sign empty for what began before this process did, of which nothing is known */
    private void ended(String bot, Optional<Boolean> sign) {
        if (sign.isEmpty()) {
            return;
        }
        if (sign.get()) {
            inARow.remove(bot);
            return;
        }
        count(bot, false);
    }

    private void count(String bot, boolean gitHubSaysSo) {
        if (gitHubSaysSo || bell.isOnDuty()) {
            meters.untouched.labelValues(bot).inc();
        }
        int many = inARow.merge(bot, 1, Integer::sum);
        int limit = policyFile.current().alerts().untouchedInARow();
        if (limit > 0 && many >= limit) {
            inARow.remove(bot);
            if (gitHubSaysSo) {
                bell.ring(Alarm.UNTOUCHED, bot, unused(bot, many), 1);
            } else {
                bell.ringOnDuty(Alarm.UNTOUCHED, bot, untouched(bot, many), 1);
            }
        }
    }

    private void uncollected(String bot, RequestId id) {
        store.read(tx -> tx.requests().byId(id))
                .filter(request -> request.approval().isPresent())
                .ifPresent(request -> bell.ringOnDuty(
                        Alarm.UNCOLLECTED,
                        bot,
                        new Bell.Message(
                                "#" + request.shortId() + " was approved, but " + request.bot() + " never came for it",
                                "It was about "
                                        + String.join(" ", request.scope().repositoryNames())
                                        + ". Nothing was minted, and the"
                                        + " approval is over. See whether the bot still runs and polls; it can ask again."),
                        1));
    }

    private static Bell.Message unused(String bot, int many) {
        return new Bell.Message(
                bot + " never used " + many + " credentials in a row, says GitHub's audit log",
                "GitHub has no event with the hash of any of these tokens (hashed_token); only reading through the REST API"
                        + " leaves none. Let the bot ask when it has work, and for less; find out what else may be asking in"
                        + " its name.");
    }

    private static Bell.Message usedAfterEnd(String bot, AuditEvent event, TokenUse.Seen seen) {
        return new Bell.Message(
                "A token of " + bot + " was used at GitHub after its end",
                event.detail().getOrDefault("token_id", "") + " ended here, and GitHub's audit log has " + seen.action()
                        + " with it at " + seen.last()
                        + ". See whether the token is still alive there, look through that"
                        + " log for its hash, and stop the bot with /botcreds lockdown " + bot + " until you know.");
    }

    private static Bell.Message untouched(String bot, int many) {
        return new Bell.Message(
                bot + " let " + many + " credentials in a row end without a sign of use",
                "This goes by pick-up and refresh: none was refreshed, fetched again or given back. The broker does not see"
                        + " pushes, so a bot that uses each token once looks the same; GitHub's audit log (hashed_token,"
                        + " GITHUB_AUDIT_LOG) tells for certain. If they are not"
                        + " needed, let the bot ask less, or give each back with DELETE /v1/token/{request_id} when done.");
    }
}
