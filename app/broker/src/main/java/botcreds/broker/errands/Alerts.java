package botcreds.broker.errands;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Ids;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.store.Transaction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Things that humans must hear about, written into the outbox in the unit of work that found them. Thread-safe. */
public final class Alerts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PolicyFile policyFile;
    private final Ids ids;

    public Alerts(PolicyFile policyFile, Ids ids) {
        this.policyFile = policyFile;
        this.ids = ids;
    }

    /** Says something in the policy's own channel. */
    public void raise(Transaction tx, String headline, String detail) {
        say(tx, policyFile.current().channel(), headline, detail);
    }

    /** Says something about a bot, where its cards hang. */
    public void about(Transaction tx, BotId bot, String headline, String detail) {
        say(tx, policyFile.current().channelFor(bot), headline, detail);
    }

    /** Says something in a channel of its own. */
    public void say(Transaction tx, String channel, String headline, String detail) {
        Announcer.Notice notice = new Announcer.Notice(channel, headline, detail);
        try {
            // A subject of its own keeps an alert from being taken for a newer version of another one.
            String subject = ids.shortId(24);
            tx.outbox().add(Dispatcher.NOTICE, subject, JSON.writeValueAsString(notice));
            Happenings.note(tx, policyFile.current().waysForNotices(), subject, notice);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of texts can be written as JSON", impossible);
        }
    }

    static Announcer.Notice read(String json) {
        try {
            return JSON.readValue(json, Announcer.Notice.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("the outbox holds what this class wrote", unreadable);
        }
    }
}
