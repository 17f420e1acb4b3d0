package botcreds.broker.bots;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.FreshKey;
import botcreds.broker.model.Human;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.requests.Surface;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives a bot a new key on a human's word. The key is in the answer and nowhere else. Thread-safe. */
public final class Rotating {
    private final Store store;
    private final PolicyFile policyFile;
    private final BotAuthority authority;
    private final BotKeys keys;

    public Rotating(Store store, PolicyFile policyFile, BotAuthority authority, BotKeys keys) {
        this.store = store;
        this.policyFile = policyFile;
        this.authority = authority;
        this.keys = keys;
    }

    /**
     * What became of it.
     *
     * @param key the new key, for the one who asked and nobody else; empty for a look and for a no
     */
    public record Rotation(Deed deed, Optional<FreshKey> key) {
        static Rotation without(Deed deed) {
            return new Rotation(deed, Optional.empty());
        }
    }

    /**
     * Rotates, or with {@code preview} says which keys would end.
     *
     * @param atOnce whether the old keys end now; those of a locked bot always do, others after {@link BotKeys#OVERLAP}
     */
    public Rotation rotate(BotId bot, boolean atOnce, Human human, Surface surface, boolean preview) {
        try {
            Optional<Deed> no = authority.toRotate(bot, human).or(() -> unlisted(bot));
            if (no.isPresent()) {
                return Rotation.without(refused(bot, human, surface, no.get(), preview));
            }
            List<Deed.Hit> hits = store.read(tx -> keys.counting(tx, bot)).stream()
                    .map(id -> Deed.Hit.plain(Deed.Kind.API_KEY, id, bot, "ACTIVE"))
                    .toList();
            boolean now = atOnce || store.read(tx -> tx.locks().isLocked(bot));
            Duration overlap = now ? Duration.ZERO : BotKeys.OVERLAP;
            String old = now
                    ? "Its other keys stop to count at once"
                    : "Its other keys count for " + BotKeys.OVERLAP.toHours() + " more hours";
            if (preview) {
                return Rotation.without(new Deed(
                        Deed.Code.DONE,
                        "This would make a new key for " + bot + ". " + old
                                + ", also one whose hash stands in the policy.",
                        true,
                        hits,
                        List.of()));
            }
            BotKeys.Rotated rotated = keys.rotate(bot, human, surface, overlap);
            String text = bot + " has a new key, " + rotated.keyId() + ". It is shown this once and kept nowhere. "
                    + old + (now ? "." : ", until " + rotated.oldEnd() + ".");
            return new Rotation(new Deed(Deed.Code.DONE, text, false, hits, List.of()), Optional.of(rotated.key()));
        } catch (StoreUnavailable away) {
            return Rotation.without(unavailable(away));
        }
    }

    /** A key that was kept and not shown is nobody's, and the keys it follows end all the same. */
    private static Deed unavailable(StoreUnavailable away) {
        return Deed.no(
                Deed.Code.UNAVAILABLE,
                away.mayBeKept()
                        ? "The database was lost while the new key was written down, so nobody has seen it, and the bot's other"
                                + " keys may end as if it had been shown. Rotate once more in a minute; that ends this key too."
                        : "The broker cannot read and write its records now, so no key was made and none ends. Try again in a"
                                + " minute.");
    }

    private Optional<Deed> unlisted(BotId bot) {
        return policyFile.current().bot(bot).isPresent()
                ? Optional.empty()
                : Optional.of(Deed.no(
                        Deed.Code.NOT_FOUND,
                        "The policy lists no bot " + bot + "; a key of a bot that is not listed counts for nothing."));
    }

    private Deed refused(BotId bot, Human human, Surface surface, Deed no, boolean preview) {
        if (!preview) {
            store.writeNow(tx -> {
                Map<String, String> detail = new HashMap<>(Locking.by(human, surface));
                detail.put("detail", "keys rotate: " + no.code());
                tx.audit().append(Locking.event(AuditEvent.Type.DECISION_REFUSED, bot, detail));
                return true;
            });
        }
        return no;
    }
}
