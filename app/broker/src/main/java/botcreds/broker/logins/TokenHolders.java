package botcreds.broker.logins;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Human;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.store.BrowserSessions;
import botcreds.broker.store.HumanTokens;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import botcreds.broker.store.Work;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Who is signed in from a terminal. All living tokens are in memory, by their hash, and read again every two seconds while
 * somebody asks: so a wrong token costs no query, and one that another node has ended works no longer than that. Thread-safe.
 */
public final class TokenHolders {
    /** Together with the five seconds that Slack is believed this must stay below what a removed human may still do. */
    private static final Duration BELIEVED = Duration.ofSeconds(2);

    /** A token that another node has just made; and no more than four queries a second for those who guess. */
    private static final Duration UNKNOWN_BELIEVED = Duration.ofMillis(250);

    private final Store store;
    private final PolicyFile policyFile;
    private final LongSupplier nanoTime;
    private Map<String, TokenHolder> bySha256 = Map.of();
    private boolean isRead;
    private long readAt;

    /** @param nanoTime a clock that never goes back, such as {@link System#nanoTime} */
    public TokenHolders(Store store, PolicyFile policyFile, LongSupplier nanoTime) {
        this.store = store;
        this.policyFile = policyFile;
        this.nanoTime = nanoTime;
    }

    /**
     * Finds who holds the token with this SHA-256, hex in lower case.
     *
     * @throws StoreUnavailable when nobody knows
     */
    public Optional<TokenHolder> holder(String sha256) {
        TokenHolder known = newerThan(BELIEVED).get(sha256);
        return known != null
                ? Optional.of(known)
                : Optional.ofNullable(newerThan(UNKNOWN_BELIEVED).get(sha256));
    }

    /** Signs out the one terminal that holds this token; empty when the broker cannot write now. */
    public OptionalInt signOut(TokenHolder holder, Human by) {
        return written(tx -> end(tx, holder.humanId(), token -> token.id().equals(holder.tokenId()), by));
    }

    /** Signs out every terminal and browser of a human. Who decides anything may do that for anybody; empty as above. */
    public OptionalInt signOutEverywhere(String humanId, Human by) {
        return written(tx -> end(tx, humanId, token -> true, by) + endBrowsers(tx, humanId, by));
    }

    /** Tells whether this human may sign out that one. */
    public boolean maySignOut(String humanId, Human by) {
        return by.id().equals(humanId)
                || by.id().equals(Human.ADMIN_ID)
                || policyFile.current().namesAsApprover(by);
    }

    /** Makes the next look a new one: this node has changed something. */
    public synchronized void changed() {
        isRead = false;
    }

    private OptionalInt written(Work<Integer> ending) {
        try {
            return OptionalInt.of(store.writeNow(ending));
        } catch (StoreUnavailable away) {
            return OptionalInt.empty();
        } finally {
            changed();
        }
    }

    private static int end(Transaction tx, String humanId, Predicate<HumanTokens.Token> which, Human by) {
        List<HumanTokens.Token> tokens =
                tx.humanTokens().of(humanId, tx.now()).stream().filter(which).toList();
        tokens.forEach(token -> end(tx, token, by));
        return tokens.size();
    }

    private static int endBrowsers(Transaction tx, String humanId, Human by) {
        List<BrowserSessions.Session> sessions = tx.browserSessions().of(humanId, tx.now());
        tx.browserSessions().endLinks(humanId);
        sessions.forEach(session -> Browsers.end(tx, session, by, "every sign-in of this human was ended"));
        return sessions.size();
    }

    private static void end(Transaction tx, HumanTokens.Token token, Human by) {
        tx.humanTokens().end(token.id());
        Map<String, String> detail = new HashMap<>();
        detail.put("actor", by.id());
        detail.put("actor_name", by.name());
        detail.put("human", token.humanId());
        detail.put("login_id", token.id());
        detail.put("host", token.host());
        tx.audit().append(AuditEvent.of(AuditEvent.Type.LOGGED_OUT, detail));
    }

    private synchronized Map<String, TokenHolder> newerThan(Duration age) {
        long now = nanoTime.getAsLong();
        if (!isRead || now - readAt > age.toNanos()) {
            Map<String, TokenHolder> living = new HashMap<>();
            store.read(tx -> tx.humanTokens().living(tx.now()))
                    .forEach(token -> living.put(token.sha256(), holder(token)));
            bySha256 = Map.copyOf(living);
            readAt = now;
            isRead = true;
        }
        return bySha256;
    }

    private static TokenHolder holder(HumanTokens.Token token) {
        return new TokenHolder(
                token.id(), token.humanId(), token.name(), token.host(), token.createdAt(), token.expiresAt());
    }
}
