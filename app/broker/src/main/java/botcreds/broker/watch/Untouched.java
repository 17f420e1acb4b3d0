package botcreds.broker.watch;

import botcreds.broker.model.AuditEvent.Brief;
import botcreds.broker.model.RequestId;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.store.Store;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Credentials that were issued and never used, as far as the broker can see: by pick-up, refresh and giving back. It cannot
 * see a push, so a credential that was used once and left to end looks untouched; only many in a row say something. What was
 * approved by a human and never collected is certain. Issued here and fetched there is no sign of misuse, so every node follows
 * what all of them did, and the one on duty tells. For one thread.
 */
final class Untouched {
    private static final int MOST_ALIVE = 50_000;

    private final Store store;
    private final PolicyFile policyFile;
    private final BotLabels bots;
    private final Bell bell;
    private final Meters meters;
    private final Map<String, Integer> inARow = new HashMap<>();
    /** Of each request with a credential, whether there was a sign of use; the oldest fall out. */
    private final Map<RequestId, Boolean> touched = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RequestId, Boolean> eldest) {
            return size() > MOST_ALIVE;
        }
    };

    Untouched(Store store, PolicyFile policyFile, BotLabels bots, Bell bell, Meters meters) {
        this.store = store;
        this.policyFile = policyFile;
        this.bots = bots;
        this.bell = bell;
        this.meters = meters;
    }

    void look(List<Brief> rows) {
        for (Brief row : rows) {
            row.request().ifPresent(id -> look(row, id));
        }
    }

    private void look(Brief event, RequestId id) {
        String bot = event.bot().map(bots::of).orElse(BotLabels.UNKNOWN);
        switch (event.type()) {
            case CREDENTIAL_ISSUED -> touched.put(id, false);
            case CREDENTIAL_DELIVERED, CREDENTIAL_REFRESHED -> touched.replace(id, true);
            case CREDENTIAL_REVOCATION_REQUESTED -> {
                if (touched.remove(id) != null) {
                    inARow.remove(bot);
                }
            }
            case CREDENTIAL_EXPIRED -> ended(bot, Optional.ofNullable(touched.remove(id)));
            case APPROVAL_EXPIRED -> uncollected(bot, id);
            default -> {
                // Says nothing about use.
            }
        }
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
        if (bell.isOnDuty()) {
            meters.untouched.labelValues(bot).inc();
        }
        int many = inARow.merge(bot, 1, Integer::sum);
        int limit = policyFile.current().alerts().untouchedInARow();
        if (limit > 0 && many >= limit) {
            inARow.remove(bot);
            bell.ringOnDuty(Alarm.UNTOUCHED, bot, untouched(bot, many), 1);
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

    private static Bell.Message untouched(String bot, int many) {
        return new Bell.Message(
                bot + " let " + many + " credentials in a row end without a sign of use",
                "None was refreshed, fetched again or given back. The broker does not see pushes, so a bot that uses each"
                        + " token once looks the same; GitHub's audit log (hashed_token) tells for certain. If they are not"
                        + " needed, let the bot ask less, or give each back with DELETE /v1/token/{request_id} when done.");
    }
}
