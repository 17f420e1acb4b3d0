package botcreds.broker.bots;

import botcreds.broker.duty.Rounds;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.FreshKey;
import botcreds.broker.model.Human;
import botcreds.broker.policy.Identity;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.requests.Surface;
import botcreds.broker.store.ApiKeys.ApiKey;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API keys of bots: those whose hash stands in the policy, and those the broker made. What the database says of a hash
 * comes first, so that a rotation also ends a key that still stands in the file. Looking one up asks no database: the keys
 * are read anew whenever they change here, and every two seconds for what other nodes changed. Thread-safe.
 */
public final class BotKeys implements AutoCloseable {
    /** How long the old keys still count unless someone says otherwise. */
    public static final Duration OVERLAP = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(BotKeys.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final Store store;
    private final PolicyFile policyFile;
    private final Supplier<FreshKey> fresh;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Rounds looks = new Rounds("bot-keys", LOOK_EVERY, this::look);
    private volatile Map<String, ApiKey> known = Map.of();

    /** Those of {@link #known} that count no more, as of the last look; a change tells who is parked to be asked anew. */
    private volatile Map<String, ApiKey> ended = Map.of();

    public BotKeys(Store store, PolicyFile policyFile, Supplier<FreshKey> fresh) {
        this.store = store;
        this.policyFile = policyFile;
        this.fresh = fresh;
    }

    /**
     * A new key, to be shown once.
     *
     * @param oldEnd when the keys it had before stop to count
     */
    public record Rotated(FreshKey key, String keyId, Instant oldEnd) {}

    /**
     * Returns whose key this is, by the lower-case hexadecimal SHA-256 of the whole key, if it counts. A key whose overlap is
     * over counts until the next look.
     */
    public Optional<BotId> byHash(String sha256) {
        ApiKey key = known.get(sha256);
        if (key == null) {
            return policyFile.current().botByApiKey(sha256);
        }
        return ended.containsKey(sha256)
                ? Optional.empty()
                : Optional.of(key.bot()).filter(this::isListed);
    }

    /**
     * Gives a bot a new key and lets all its others end, also those in the policy file. Whether the human may is for the
     * caller to know.
     *
     * @param overlap for how long the others still count; zero ends them now
     * @throws StoreUnavailable if it could not be recorded; then nothing has changed, unless {@link StoreUnavailable#mayBeKept}:
     *     then a key that nobody has seen may have taken the place of the others, until the next one does
     */
    public Rotated rotate(BotId bot, Human human, Surface surface, Duration overlap) {
        FreshKey key = fresh.get();
        Rotated rotated = store.writeNow(tx -> {
            Instant end = tx.now().plus(overlap);
            retire(tx, bot, end);
            String keyId = "key_" + key.sha256().substring(0, 12);
            tx.apiKeys().add(new ApiKey(keyId, bot, key.sha256(), tx.now(), Optional.empty()));
            Map<String, String> detail = new HashMap<>(Map.of(
                    "actor", human.id(),
                    "actor_name", human.name(),
                    "surface", surface.word(),
                    "key_id", keyId,
                    "old_keys_until", end.toString()));
            tx.audit()
                    .append(new AuditEvent(
                            AuditEvent.Type.KEY_ROTATED, Optional.of(bot), Optional.empty(), new TreeMap<>(detail)));
            return new Rotated(key, keyId, end);
        });
        look();
        return rotated;
    }

    /** Lets every key of a bot end at that time, as a part of a larger unit of work; {@link #look} after it. */
    void retire(Transaction tx, BotId bot, Instant end) {
        for (ApiKey each : tx.apiKeys().of(bot)) {
            tx.apiKeys().expire(each.keyId(), end);
        }
        for (String hash : inTheFile(bot)) {
            if (tx.apiKeys().bySha256(hash).isEmpty()) {
                tx.apiKeys().add(new ApiKey(idInTheFile(hash), bot, hash, tx.now(), Optional.of(end)));
            }
        }
    }

    /** Returns the ids of a bot's keys that count now, as {@link #retire} would leave them in the table. */
    List<String> counting(Transaction tx, BotId bot) {
        List<String> ids = new ArrayList<>();
        tx.apiKeys().of(bot).stream().filter(each -> !isOver(each, tx.now())).forEach(each -> ids.add(each.keyId()));
        inTheFile(bot).stream()
                .filter(hash -> tx.apiKeys().bySha256(hash).isEmpty())
                .forEach(hash -> ids.add(idInTheFile(hash)));
        return ids;
    }

    private static String idInTheFile(String hash) {
        return "file_" + hash.substring(0, 12);
    }

    private List<String> inTheFile(BotId bot) {
        return policyFile.current().bot(bot).stream()
                .flatMap(entry -> entry.identities().stream())
                .filter(Identity.ApiKey.class::isInstance)
                .flatMap(identity -> ((Identity.ApiKey) identity).sha256().stream())
                .toList();
    }

    /** Reads the keys, and from now on every two seconds. */
    public void start() {
        look();
        looks.start();
    }

    @Override
    public void close() {
        looks.close();
    }

    /** Told, on any thread, when a key has stopped to count. */
    public void onEnd(Runnable listener) {
        listeners.add(listener);
    }

    /** Reads the keys anew. While the database is away the last ones stand; nothing is issued then anyway. */
    public void look() {
        Map<String, ApiKey> before = ended;
        Map<String, ApiKey> all = new HashMap<>();
        Map<String, ApiKey> over = new HashMap<>();
        try {
            Instant now = store.now();
            for (ApiKey each : store.read(tx -> tx.apiKeys().all())) {
                all.put(each.sha256(), each);
                if (isOver(each, now)) {
                    over.put(each.sha256(), each);
                }
            }
        } catch (StoreUnavailable away) {
            LOG.warn("The keys of bots cannot be read; those known before still count.");
            return;
        }
        // In this order, because a key that is known and not ended counts.
        ended = Map.copyOf(over);
        known = Map.copyOf(all);
        if (!ended.equals(before)) {
            listeners.forEach(Runnable::run);
        }
    }

    private boolean isListed(BotId bot) {
        return policyFile.current().bot(bot).isPresent();
    }

    private static boolean isOver(ApiKey key, Instant now) {
        return key.expiresAt().filter(end -> !now.isBefore(end)).isPresent();
    }
}
