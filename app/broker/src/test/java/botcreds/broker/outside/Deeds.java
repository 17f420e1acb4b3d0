package botcreds.broker.outside;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What the broker has said yes to: what it may not forget, whatever happens to it. */
final class Deeds {
    /** Request id, and what people call it. */
    final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    final Set<String> forHumans = ConcurrentHashMap.newKeySet();
    final Set<String> approved = ConcurrentHashMap.newKeySet();
    final Map<String, Set<String>> delivered = new ConcurrentHashMap<>();

    /** Every answer with a token, in the order of their arrival; the client's ledger. */
    final List<Received> received = new CopyOnWriteArrayList<>();

    /** How many answers there were, good or bad. */
    final AtomicInteger answers = new AtomicInteger();

    /**
     * One answer that carried a token.
     *
     * @param bot       whose key the call was made with
     * @param sha256    base64 of the token's SHA-256
     * @param expiresAt when it ends, as the answer said
     * @param at        when it was here, by the clock of the machine
     */
    record Received(String request, String bot, String sha256, Instant expiresAt, Instant at) {}

    void note(Bot by, Reply reply) {
        Instant now = Instant.now();
        answers.incrementAndGet();
        if (reply.status() == 202) {
            acknowledged.put(reply.requestId(), reply.shortId());
        }
        if (reply.status() == 200) {
            acknowledged.putIfAbsent(reply.requestId(), "");
            String sha256 = Base64.getEncoder().encodeToString(Bot.sha256(reply.token()));
            received.add(new Received(
                    reply.requestId(), Town.botOf(by.key()), sha256, Instant.parse(reply.field("expires_at")), now));
            delivered
                    .computeIfAbsent(reply.requestId(), id -> ConcurrentHashMap.newKeySet())
                    .add(reply.token());
        }
    }
}
