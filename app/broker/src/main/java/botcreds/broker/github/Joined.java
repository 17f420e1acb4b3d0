package botcreds.broker.github;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** Asks the same question once, however many threads ask it at the same time. Thread-safe. */
final class Joined<K, V> {
    private final ConcurrentMap<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

    V ask(K question, Supplier<V> asking) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> others = underWay.putIfAbsent(question, mine);
        if (others == null) {
            return answer(question, mine, asking);
        }
        try {
            return others.join();
        } catch (CompletionException theirFault) {
            // What failed was another caller's; this one is entitled to a try of its own.
            return asking.get();
        }
    }

    private V answer(K question, CompletableFuture<V> mine, Supplier<V> asking) {
        try {
            V answer = asking.get();
            mine.complete(answer);
            return answer;
        } finally {
            underWay.remove(question, mine);
            mine.completeExceptionally(new IllegalStateException("the question failed"));
        }
    }
}
