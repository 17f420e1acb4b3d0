package botcreds.broker.access;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What humans can do; the one way to decide, whichever surface is used. Every call checks the human against the policy of
 * now. Thread-safe; each call may block for a commit, {@link #approve} also for a write of the policy file.
 */
public final class Decisions {
    public Ruling approve(Target target, Human human, Surface surface, boolean remember) {
        throw new IllegalStateException("soon");
    }

    /** Denies, or revokes if the request was issued already. */
    public Ruling deny(Target target, Human human, Surface surface, Optional<String> reason) {
        throw new IllegalStateException("soon");
    }

    /** Ends what was issued: the [Revoke] on a receipt. */
    public Ruling revoke(Target target, Human human, Surface surface) {
        throw new IllegalStateException("soon");
    }

    /** Writes into the audit log that someone was turned away at the edge, before a request was even looked at. */
    public void refused(String actor, String why) {
        throw new IllegalStateException("soon");
    }

    /** Tells whether this human may see requests and the log: an approver of anything, or a bot's owner. */
    public boolean maySee(Human human) {
        throw new IllegalStateException("soon");
    }

    /** What waits for a decision, oldest first, 100 at most. */
    public List<RequestView> pending(Optional<BotId> bot) {
        throw new IllegalStateException("soon");
    }

    public Optional<RequestView> find(String id) {
        throw new IllegalStateException("soon");
    }

    public List<AuditEvent.Recorded> log(LogQuery query) {
        throw new IllegalStateException("soon");
    }

    public Verdict can(BotId bot, Scope scope) {
        throw new IllegalStateException("soon");
    }

    /** Ids of the user groups that policy names; a surface says in {@link Human#groups()} which of them someone is in. */
    public Set<String> groupsInPolicy() {
        throw new IllegalStateException("soon");
    }
}
