package botcreds.broker.requests;

import botcreds.broker.model.BotId;
import botcreds.broker.model.RequestId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who waits for which request. A waiter is one future: no thread, no timer; whoever registered it decides how long it
 * matters and cancels it then. Thread-safe.
 */
public final class Waiters {
    private final int mostInAll;
    private final AtomicInteger inAll = new AtomicInteger();
    private final ConcurrentHashMap<BotId, AtomicInteger> perBot = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<RequestId, Set<CompletableFuture<Void>>> waiting = new ConcurrentHashMap<>();

    public Waiters(int mostInAll) {
        this.mostInAll = mostInAll;
    }

    /** Registers a waiter, unless this bot has {@code mostOfBot} already or all bots together have too many. */
    public Optional<CompletableFuture<Void>> await(BotId bot, RequestId id, int mostOfBot) {
        AtomicInteger ofBot = perBot.computeIfAbsent(bot, first -> new AtomicInteger());
        if (ofBot.incrementAndGet() > mostOfBot) {
            ofBot.decrementAndGet();
            return Optional.empty();
        }
        if (inAll.incrementAndGet() > mostInAll) {
            inAll.decrementAndGet();
            ofBot.decrementAndGet();
            return Optional.empty();
        }
        CompletableFuture<Void> waiter = new CompletableFuture<>();
        waiting.compute(id, (key, others) -> {
            Set<CompletableFuture<Void>> all = others == null ? ConcurrentHashMap.newKeySet(1) : others;
            all.add(waiter);
            return all;
        });
        var unused = waiter.whenComplete((done, failed) -> {
            forget(id, waiter);
            inAll.decrementAndGet();
            ofBot.decrementAndGet();
        });
        return Optional.of(waiter);
    }

    /** Tells everyone who waits for this request to look again. */
    public void wake(RequestId id) {
        Set<CompletableFuture<Void>> waiters = waiting.get(id);
        if (waiters != null) {
            waiters.forEach(waiter -> waiter.complete(null));
        }
    }

    /** Tells everyone to look again: the policy is another one. */
    public void wakeAll() {
        waiting.keySet().forEach(this::wake);
    }

    /** How many wait. */
    public int count() {
        return inAll.get();
    }

    private void forget(RequestId id, CompletableFuture<Void> waiter) {
        waiting.computeIfPresent(id, (key, others) -> {
            others.removeIf(other -> other == waiter);
            return others.isEmpty() ? null : others;
        });
    }
}
