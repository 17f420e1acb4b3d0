package botcreds.broker.errands;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.ApprovalKind;
import botcreds.broker.model.RequestState;
import botcreds.broker.policy.Happening;
import botcreds.broker.policy.Way;
import botcreds.broker.store.Notifications;
import botcreds.broker.store.Transaction;
import java.util.List;
import java.util.Locale;

/** Notes what happened, in the unit of work that made it true, for whoever is told besides Slack. */
public final class Happenings {
    private Happenings() {}

    /** A request is in each of its states once at most, so request and state name what happened. */
    public static void note(Transaction tx, AccessRequest request) {
        if (request.approval().filter(how -> how == ApprovalKind.AUTO).isPresent()) {
            return;
        }
        Happening happening = happening(request.state());
        tx.notifications()
                .happened(
                        id(request.id().value(), happening),
                        happening.word(),
                        request.id().value());
    }

    /**
     * Something that is about no request.
     *
     * @param subject the outbox's, for the same in Slack
     */
    static void note(Transaction tx, List<Way> ways, String subject, Announcer.Notice notice) {
        if (!ways.isEmpty()) {
            String id = id(subject, Happening.NOTICE);
            add(tx, ways, id, Happening.NOTICE, subject, Bulletins.of(id, notice));
        }
    }

    /** One row for each way. */
    static void add(Transaction tx, List<Way> ways, String id, Happening happening, String subject, Bulletin bulletin) {
        String body = Bulletins.write(bulletin);
        ways.forEach(way -> tx.notifications()
                .add(id, happening.word(), subject, way.kind().name(), way.to(), way.forSlack(), body));
    }

    static Happening of(Notifications.Item item) {
        return Happening.valueOf(item.happening().toUpperCase(Locale.ROOT));
    }

    private static Happening happening(RequestState state) {
        return state == RequestState.PENDING ? Happening.WAITING : Happening.valueOf(state.name());
    }

    private static String id(String subject, Happening happening) {
        return "notification." + subject + "." + happening.word();
    }
}
