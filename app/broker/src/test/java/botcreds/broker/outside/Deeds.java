package botcreds.broker.outside;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the broker has said yes to: what it may not forget, whatever happens to it. */
final class Deeds {
    /** Request id, and what people call it. */
    final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    final Set<String> forHumans = ConcurrentHashMap.newKeySet();
    final Set<String> approved = ConcurrentHashMap.newKeySet();
    final Map<String, Set<String>> delivered = new ConcurrentHashMap<>();

    /** How many answers there were, good or bad. */
    final AtomicInteger answers = new AtomicInteger();

    void note(Reply reply) {
        answers.incrementAndGet();
        if (reply.status() == 202) {
            acknowledged.put(reply.requestId(), reply.shortId());
        }
        if (reply.status() == 200) {
            acknowledged.putIfAbsent(reply.requestId(), "");
            delivered
                    .computeIfAbsent(reply.requestId(), id -> ConcurrentHashMap.newKeySet())
                    .add(reply.token());
        }
    }
}
