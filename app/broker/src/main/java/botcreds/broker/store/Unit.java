package botcreds.broker.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One caller's work on its way through the writer: applied, then made durable with its batch, then acknowledged. */
final class Unit<T> {
    private final Work<T> work;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable failure;

    Unit(Work<T> work) {
        this.work = work;
    }

    CompletableFuture<T> future() {
        return future;
    }

    /** Its caller stopped waiting before it began. */
    boolean isWithdrawn() {
        return future.isDone();
    }

    Optional<Foreseen> foreseen() {
        return work.foreseen();
    }

    void apply(Transaction tx) {
        result = work.apply(tx);
    }

    void failed(Throwable why) {
        failure = why;
    }

    /** Answers the caller, after the batch is durable. */
    // A unit of work may well answer null; the type says nothing about it.
    @SuppressWarnings("NullAway")
    void acknowledge() {
        if (failure == null) {
            future.complete(result);
        } else {
            future.completeExceptionally(failure);
        }
    }

    void refuse(StoreUnavailable why) {
        future.completeExceptionally(why);
    }
}
