package botcreds.broker.watch;

import botcreds.broker.errands.Alerts;
import botcreds.broker.store.Alarms.KeptBack;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells humans through the outbox, but the same thing about the same subject once in its quiet time; what comes in between is
 * counted and told afterwards. The memory of that is in the database, so restarts and other nodes do not tell it again.
 * Thread-safe.
 */
final class Bell {
    private static final Logger LOG = LoggerFactory.getLogger(Bell.class);
    private static final int AT_ONCE = 20;
    private static final int LONGEST_SUBJECT = 80;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Store store;
    private final Alerts alerts;
    private final Meters meters;
    private final BooleanSupplier onDuty;
    /** Since when something that lasts was told from here, so that each look at it is not a write. */
    private final Map<String, Instant> lasting = new ConcurrentHashMap<>();

    /** @param onDuty whether this is the one node that tells what all of them see */
    Bell(Store store, Alerts alerts, Meters meters, BooleanSupplier onDuty) {
        this.store = store;
        this.alerts = alerts;
        this.meters = meters;
        this.onDuty = onDuty;
    }

    /**
     * What to say.
     *
     * @param headline one line that says what happened
     * @param detail   more of it, and what to do
     */
    record Message(String headline, String detail) {}

    /** Something happened, so many times. */
    void ring(Alarm alarm, String subject, Message message, int times) {
        meters.alerts.labelValues(alarm.word()).inc(times);
        String about = subject.length() > LONGEST_SUBJECT ? subject.substring(0, LONGEST_SUBJECT) : subject;
        try {
            boolean told = store.writeNow(tx -> {
                OptionalInt before = tx.alarms().ring(alarm.word(), about, message.headline(), times, alarm.quiet());
                before.ifPresent(more -> alerts.raise(tx, message.headline(), message.detail() + again(more)));
                return before.isPresent();
            });
            LOG.warn("{}{}", message.headline(), told ? "" : " (told before, and kept back now)");
        } catch (StoreUnavailable away) {
            LOG.warn("{} The database is away, so nobody could be told.", message.headline());
        }
    }

    /** The same of something that every node sees alike: one of them says it. */
    void ringOnDuty(Alarm alarm, String subject, Message message, int times) {
        if (isOnDuty()) {
            ring(alarm, subject, message, times);
        }
    }

    boolean isOnDuty() {
        return onDuty.getAsBoolean();
    }

    /**
     * Something lasts: told at once, and again when its quiet time is over and it still lasts. Call it at every look.
     *
     * @return true once when something is over that was told from here
     */
    boolean state(Alarm alarm, String subject, boolean wrong, Instant now, Supplier<Message> message) {
        String key = alarm.word() + " " + subject;
        if (!wrong) {
            return lasting.remove(key) != null;
        }
        Instant told = lasting.get(key);
        if (told == null || !now.isBefore(told.plus(alarm.quiet()))) {
            lasting.put(key, now);
            ring(alarm, subject, message.get(), 1);
        }
        return false;
    }

    /** Says on duty that something which lasted is over. */
    void over(Message message) {
        if (!isOnDuty()) {
            return;
        }
        try {
            store.writeNow(tx -> {
                alerts.raise(tx, message.headline(), message.detail());
                return true;
            });
            LOG.info("{}", message.headline());
        } catch (StoreUnavailable away) {
            LOG.warn("{}. The database is away, so nobody could be told.", message.headline());
        }
    }

    /** Tells of what was kept back and whose quiet time is over, and forgets the rest. */
    void tellKeptBack() {
        for (Alarm alarm : Alarm.values()) {
            List<KeptBack> due = store.read(tx -> tx.alarms().due(alarm.word(), alarm.quiet(), AT_ONCE));
            for (KeptBack again : due) {
                store.writeNow(tx -> {
                    if (!tx.alarms().told(again)) {
                        return false;
                    }
                    alerts.raise(
                            tx,
                            again.headline(),
                            "This came " + times(again.more()) + " since " + TIME.format(again.toldAt())
                                    + "; what to do stands in the alert of then.");
                    return true;
                });
            }
        }
    }

    /** Forgets what is long over. */
    void forget() {
        store.writeNow(tx -> {
            for (Alarm alarm : Alarm.values()) {
                tx.alarms().purge(alarm.word(), alarm.quiet());
            }
            return true;
        });
    }

    private static String again(int more) {
        return more == 0 ? "" : "\nThis came " + times(more) + " since it was told last.";
    }

    private static String times(int more) {
        return more == 1 ? "once more" : more + " more times";
    }
}
