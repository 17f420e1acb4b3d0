package botcreds.broker.watch;

import botcreds.broker.model.AuditEvent.Brief;
import botcreds.broker.model.BotId;
import botcreds.broker.policy.AlertLimits;
import botcreds.broker.policy.PolicyFile;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells when a bot asks far more often than the policy thinks normal, or is denied most of what it asks for. Each is told when
 * it begins, and anew after it has ended. A bot may ask any node, so every node counts what all of them did, and the one on
 * duty tells. One entry for each label, so it does not grow. Thread-safe.
 */
final class Pace {
    private final PolicyFile policyFile;
    private final BotLabels bots;
    private final Bell bell;
    private final Map<String, OneBot> seen = new HashMap<>();

    Pace(PolicyFile policyFile, BotLabels bots, Bell bell) {
        this.policyFile = policyFile;
        this.bots = bots;
        this.bell = bell;
    }

    private static final class OneBot {
        final LastHour asked = new LastHour();
        final LastHour granted = new LastHour();
        final LastHour denied = new LastHour();
        boolean busy;
        boolean refused;
    }

    synchronized void look(List<Brief> rows) {
        for (Brief row : rows) {
            row.bot().ifPresent(bot -> {
                String label = bots.of(bot);
                OneBot one = seen.computeIfAbsent(label, each -> new OneBot());
                if (count(one, row)) {
                    compare(label, one, row.at());
                }
            });
        }
    }

    /** An ask for what the App itself has not got, which leaves no row: as good as denied. Only its own node knows. */
    synchronized void refused(BotId bot, Instant at) {
        String label = bots.of(bot);
        OneBot one = seen.computeIfAbsent(label, each -> new OneBot());
        one.denied.add(at);
        compare(label, one, at);
    }

    private static boolean count(OneBot one, Brief row) {
        switch (row.type()) {
            case CREDENTIAL_REQUESTED -> one.asked.add(row.at());
            case CREDENTIAL_ISSUED -> one.granted.add(row.at());
            case CREDENTIAL_DENIED, APPROVAL_DENIED -> one.denied.add(row.at());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void compare(String label, OneBot one, Instant at) {
        AlertLimits limits = policyFile.current().alerts();
        int asked = one.asked.sum(at);
        boolean busy = limits.requestsPerHour() > 0 && asked >= limits.requestsPerHour();
        if (busy && !one.busy) {
            bell.ringOnDuty(Alarm.MANY_REQUESTS, label, manyRequests(label, asked, limits.requestsPerHour()), 1);
        }
        one.busy = busy;
        int denied = one.denied.sum(at);
        int decided = denied + one.granted.sum(at);
        boolean refused = limits.deniedPercent() > 0
                && denied >= limits.deniedAtLeast()
                && 100L * denied >= (long) limits.deniedPercent() * decided;
        if (refused && !one.refused) {
            bell.ringOnDuty(Alarm.MANY_DENIALS, label, manyDenials(label, denied, decided), 1);
        }
        one.refused = refused;
    }

    private static Bell.Message manyRequests(String label, int asked, int limit) {
        return new Bell.Message(
                who(label) + " made " + asked + " requests within an hour",
                "The policy calls " + limit
                        + " and more unusual (alerts.requests_per_hour). Often it is a loop that asks for"
                        + " a new token instead of using the one it has: look at /botcreds log and at the bot's own log."
                        + " If it may not go on, stop it with /botcreds lockdown.");
    }

    private static Bell.Message manyDenials(String label, int denied, int decided) {
        return new Bell.Message(
                who(label) + " was denied " + denied + " of " + decided + " requests within an hour",
                "Either it was told to do what it may not, or its policy lacks something. /botcreds log shows what it asked"
                        + " for. Mend the bot or the policy; if somebody else seems to be steering it, stop it with"
                        + " /botcreds lockdown and rotate its key.");
    }

    private static String who(String label) {
        return label.equals(BotLabels.UNKNOWN) ? "Bots that the policy does not list" : label;
    }
}
