package botcreds.broker.slack;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers Slack within the three seconds it waits. The work runs elsewhere and goes on when it takes longer; what it comes
 * to is told later then. Thread-safe.
 */
final class Prompt {
    private static final Duration PATIENCE = Duration.ofMillis(2300);
    private static final Logger LOG = LoggerFactory.getLogger(Prompt.class);

    private final ExecutorService background;
    private final SecureRandom random = new SecureRandom();

    Prompt(ExecutorService background) {
        this.background = background;
    }

    /**
     * Does the work.
     *
     * @param soon  what to answer when it takes too long
     * @param late  gets the outcome then
     * @param fault makes an outcome that tells a human of a fault, from a sentence
     */
    <T> T answer(Supplier<T> work, Supplier<T> soon, Consumer<T> late, Function<String, T> fault) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        AtomicBoolean settled = new AtomicBoolean();
        try {
            background.execute(() -> {
                T result = guarded(work, fault);
                if (settled.compareAndSet(false, true)) {
                    outcome.complete(result);
                } else {
                    late.accept(result);
                }
            });
            return outcome.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException busy) {
            return fault.apply("The broker is busy. Nothing was decided; please try again in a minute.");
        } catch (TimeoutException slow) {
            return settled.compareAndSet(false, true) ? soon.get() : outcome.join();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return settled.compareAndSet(false, true) ? soon.get() : outcome.join();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("nothing completes this future with a fault", impossible.getCause());
        }
    }

    private <T> T guarded(Supplier<T> work, Function<String, T> fault) {
        try {
            return work.get();
        } catch (RuntimeException broken) {
            byte[] bytes = new byte[4];
            random.nextBytes(bytes);
            String id = HexFormat.of().formatHex(bytes);
            LOG.error("fault {} while a human was being answered", id, broken);
            return fault.apply("Something went wrong (fault " + id + " in the broker's log). Unless the card says"
                    + " otherwise, nothing was decided; please try again.");
        }
    }
}
