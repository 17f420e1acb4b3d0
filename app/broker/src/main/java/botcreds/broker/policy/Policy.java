package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One state of the policy file, compiled. Immutable and thread-safe; no call does I/O. */
public final class Policy {
    Policy() {}

    public String channel() {
        throw new IllegalStateException("soon");
    }

    /** Returns SHA-256 of the file's bytes, in hex. */
    public String digest() {
        throw new IllegalStateException("soon");
    }

    public Decision decide(BotId bot, Scope scope, Instant at) {
        throw new IllegalStateException("soon");
    }

    public Optional<BotEntry> bot(BotId bot) {
        throw new IllegalStateException("soon");
    }

    public List<BotEntry> bots() {
        throw new IllegalStateException("soon");
    }

    public Optional<BotId> botByApiKey(String sha256Hex) {
        throw new IllegalStateException("soon");
    }

    public Set<String> approverGroups() {
        throw new IllegalStateException("soon");
    }

    public boolean namesAsApprover(Human human) {
        throw new IllegalStateException("soon");
    }

    public boolean mayRemember(Human human) {
        throw new IllegalStateException("soon");
    }

    public String channelFor(BotId bot) {
        throw new IllegalStateException("soon");
    }

    public Duration approvalTimeout() {
        throw new IllegalStateException("soon");
    }

    public Optional<Duration> maxTtl(BotId bot, Scope scope, Kind kind) {
        throw new IllegalStateException("soon");
    }

    public Limits limits() {
        throw new IllegalStateException("soon");
    }

    public List<PolicyIssue> warnings() {
        throw new IllegalStateException("soon");
    }
}
