package botcreds.broker.bots;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Elevation;
import botcreds.broker.requests.Stats;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A bot at a glance.
 *
 * @param listed        whether the policy lists it; others are known by what they did
 * @param owner         as the policy writes it
 * @param lock          who locked it down, if it is
 * @param pending       how many requests wait for a human
 * @param live          how many credentials may still work at GitHub
 * @param revokePending how many of these must die and GitHub has not confirmed it (REVOKE_PENDING)
 * @param keys          keys that the broker made and that count now
 * @param elevations    what it has without asking for a while
 * @param shares        what it had of the running hour of each installation that GitHub has told of
 * @param lastSeen      its newest row in the audit log
 */
public record BotView(
        BotId bot,
        boolean listed,
        Optional<String> owner,
        Optional<Lock> lock,
        int pending,
        int live,
        int revokePending,
        List<Key> keys,
        List<Elevation> elevations,
        List<Share> shares,
        Optional<Instant> lastSeen) {
    /** Who locked a bot, why and when. */
    public record Lock(String by, String reason, Instant at) {}

    /**
     * A bot's part in an installation's running hour. GitHub does not tell who made how many calls, so what counts is tokens.
     *
     * @param tokens given to it since the hour began, by this broker since it was started; at least 1
     * @param all    given to all bots
     */
    public record Share(int tokens, int all, Stats.Budget hour) {}

    /**
     * A key that the broker made, without the key.
     *
     * @param endsAt when it stops to count; empty while it is the current one
     */
    public record Key(String id, Instant madeAt, Optional<Instant> endsAt) {}
}
