package botcreds.broker.logins;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.FreshKey;
import botcreds.broker.model.Human;
import botcreds.broker.model.Ids;
import botcreds.broker.model.Secret;
import botcreds.broker.store.BrowserSessions;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Who is signed in to the dashboard. A human who may see requests gets a link, which signs one browser in, once; what that
 * browser may see is found out anew with every page. Thread-safe; each call that changes something may block for a commit.
 */
public final class Browsers {
    /** How long a link can be used. */
    public static final Duration LINK_LIFE = Duration.ofMinutes(5);

    /** How long a browser stays signed in: a working day. */
    public static final Duration SESSION_LIFE = Duration.ofHours(8);

    /** What stands before the secret in a link. */
    public static final String PATH = "/sign-in/";

    private static final int ID_LENGTH = 32;

    private final Store store;
    private final Ids ids;
    private final LoginSecrets secrets;
    private final Predicate<Human> maySee;
    private volatile Optional<Supplier<URI>> address = Optional.empty();

    /** @param maySee tells who may see requests, by the policy of now */
    public Browsers(Store store, Ids ids, LoginSecrets secrets, Predicate<Human> maySee) {
        this.store = store;
        this.ids = ids;
        this.secrets = secrets;
        this.maySee = maySee;
    }

    /** What a cookie is to hold, told once, and when it stops to count. */
    public record Given(Secret secret, Instant expiresAt) {}

    /**
     * A browser that is signed in.
     *
     * @param sessionId what the audit log calls it
     * @param name      of the human when they asked for the link, for reading
     */
    public record Browser(String sessionId, String humanId, String name, Instant expiresAt) {}

    /**
     * What somebody is told who wants a link.
     *
     * @param address the whole link, present exactly when the code is MADE
     * @param end     when it stops to count
     */
    public record LinkReply(Code code, Optional<Secret> address, Instant end) {
        /** What became of the wish. */
        public enum Code {
            MADE,
            NOT_APPROVER,
            OFF,
            UNAVAILABLE
        }
    }

    /** Says where the dashboard is to be found, without a slash at the end; before this there is none. */
    public void openAt(Supplier<URI> where) {
        address = Optional.of(where);
    }

    /** Makes a link, which ends the one that this human may have had before. */
    public LinkReply link(Human human) {
        Optional<Supplier<URI>> where = address;
        if (where.isEmpty()) {
            return none(LinkReply.Code.OFF);
        }
        if (!maySee.test(human)) {
            return none(LinkReply.Code.NOT_APPROVER);
        }
        FreshKey fresh = secrets.link();
        try {
            Instant end = store.writeNow(tx -> add(tx, human, fresh));
            Secret link = Secret.of(where.get().get() + PATH + fresh.text().reveal());
            return new LinkReply(LinkReply.Code.MADE, Optional.of(link), end);
        } catch (StoreUnavailable away) {
            return none(LinkReply.Code.UNAVAILABLE);
        }
    }

    private static LinkReply none(LinkReply.Code why) {
        return new LinkReply(why, Optional.empty(), Instant.EPOCH);
    }

    private static Instant add(Transaction tx, Human human, FreshKey fresh) {
        Instant end = tx.now().plus(LINK_LIFE);
        tx.browserSessions().purge(tx.now());
        tx.browserSessions().addLink(new BrowserSessions.Link(fresh.sha256(), human.id(), human.name(), end));
        return end;
    }

    /** Whom this link would sign in; looking uses nothing up, for programs that look at links do so unasked. */
    public Optional<String> whose(Secret link) {
        return store.read(
                tx -> tx.browserSessions().link(link.sha256Hex(), tx.now()).map(BrowserSessions.Link::name));
    }

    /**
     * Uses a link up and signs a browser in.
     *
     * @return what its cookie holds; empty if the link was used or is too old
     * @throws StoreUnavailable when the broker cannot write now
     */
    public Optional<Given> signIn(Secret link, String clientIp) {
        FreshKey fresh = secrets.browser();
        return store.writeNow(tx -> tx.browserSessions()
                .link(link.sha256Hex(), tx.now())
                .filter(found -> tx.browserSessions().useUp(found, tx.now()))
                .map(found -> add(tx, found, fresh, clientIp)));
    }

    /** The browser whose cookie this is, if its session has not ended. */
    public Optional<Browser> browser(Secret cookie) {
        return session(cookie).map(found -> new Browser(found.id(), found.humanId(), found.name(), found.expiresAt()));
    }

    /** Tells whether what is shown may be shown to this human by the policy of now. */
    public boolean maySee(Human human) {
        return maySee.test(human);
    }

    /** Signs the browser out that has this cookie; why is for the audit log. */
    public void signOut(Secret cookie, String why) {
        session(cookie)
                .ifPresent(found -> store.writeNow(tx -> {
                    end(tx, found, new Human(found.humanId(), found.name(), Optional.empty(), Set.of()), why);
                    return true;
                }));
    }

    static void end(Transaction tx, BrowserSessions.Session session, Human by, String why) {
        if (tx.browserSessions().end(session)) {
            Map<String, String> detail = about(session);
            detail.put("actor", by.id());
            detail.put("actor_name", by.name());
            detail.put("human", session.humanId());
            detail.put("detail", why);
            tx.audit().append(AuditEvent.of(AuditEvent.Type.LOGGED_OUT, detail));
        }
    }

    private static Map<String, String> about(BrowserSessions.Session session) {
        return new HashMap<>(Map.of("login_id", session.id(), "host", "the dashboard"));
    }

    private Optional<BrowserSessions.Session> session(Secret cookie) {
        return store.read(tx -> tx.browserSessions().session(cookie.sha256Hex(), tx.now()));
    }

    private Given add(Transaction tx, BrowserSessions.Link link, FreshKey fresh, String clientIp) {
        BrowserSessions.Session session = new BrowserSessions.Session(
                "browser_" + ids.shortId(ID_LENGTH),
                fresh.sha256(),
                link.humanId(),
                link.name(),
                tx.now(),
                tx.now().plus(SESSION_LIFE));
        tx.browserSessions().add(session);
        Map<String, String> detail = about(session);
        detail.put("actor", session.humanId());
        detail.put("actor_name", session.name());
        detail.put("client_ip", clientIp);
        detail.put("expires_at", session.expiresAt().toString());
        tx.audit().append(AuditEvent.of(AuditEvent.Type.LOGGED_IN, detail));
        return new Given(fresh.text(), session.expiresAt());
    }
}
