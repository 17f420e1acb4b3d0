package botcreds.broker.policy;

import botcreds.broker.model.Attribution;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A bot as the policy lists it, without its rules.
 *
 * @param owners            whose bot it is; they may not approve its requests, unless {@code allowSelfApproval}
 * @param allowSelfApproval for teams of one
 * @param identities        none when its key comes from {@code botcreds keys rotate}
 * @param channel           Slack's channel id, if the bot has its own
 * @param maxTtl            the longest life of anything this bot gets, if the bot is held shorter than its kind
 * @param attribution       what its commits must say, if not what the defaults say
 */
public record BotEntry(
        BotId id,
        Approvers owners,
        boolean allowSelfApproval,
        List<Identity> identities,
        Optional<String> channel,
        Optional<Duration> maxTtl,
        Optional<Attribution> attribution) {
    public BotEntry {
        identities = List.copyOf(identities);
    }

    /** Returns the first owner as it is written: a Slack user id, a group id or an e-mail. */
    public Optional<String> owner() {
        return owners.names().stream().findFirst();
    }

    /** Tells whether this human is an owner, by id, by group or by e-mail. */
    public boolean ownedBy(Human human) {
        return owners.name(human);
    }
}
