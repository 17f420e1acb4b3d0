package botcreds.broker.errands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.duty.Duty;
import botcreds.broker.store.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarrierTest {
    @TempDir
    Path directory;

    private House house;
    private Duty duty;
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger booked = new AtomicInteger();
    private final CountDownLatch answer = new CountDownLatch(1);

    @BeforeEach
    void open() {
        house = new House(directory);
        duty = new Duty(house.store, System::nanoTime);
        duty.start();
    }

    @AfterEach
    void close() {
        duty.close();
        house.close();
    }

    @Test
    void whatIsBookedWhileOthersAreLookedForIsNotDoneOnceMore() {
        AtomicInteger looks = new AtomicInteger();
        try (Carrier carrier = new Carrier(house.store, duty, "errands", 2, () -> {
            int look = looks.incrementAndGet();
            if (look == 2) {
                // The list is read by now; the answer to the first attempt arrives before it is used.
                answer.countDown();
                await().pollDelay(Duration.ofMillis(200)).until(() -> booked.get() == 1);
            }
            return look <= 2 ? List.of(new Slow()) : List.of();
        })) {
            carrier.start();
            await().until(() -> attempts.get() == 1);
            carrier.wake();
            await().until(() -> looks.get() > 2);
        }
        assertThat(attempts).hasValue(1);
        assertThat(booked).hasValue(1);
    }

    /** Is answered when the test says so. */
    private final class Slow implements Errand {
        @Override
        public long key() {
            return 1;
        }

        @Override
        public String name() {
            return "a slow errand";
        }

        @Override
        public String lane() {
            return "somewhere";
        }

        @Override
        public BotCall.Outcome attempt() {
            attempts.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return new BotCall.Taken();
        }

        @Override
        public Optional<Instant> next(Instant now, Optional<Duration> asked) {
            return Optional.empty();
        }

        @Override
        public void done(Transaction tx) {
            booked.incrementAndGet();
        }

        @Override
        public void retry(Transaction tx, Instant at, String why) {
            throw new AssertionError("it was taken");
        }

        @Override
        public void defer(Transaction tx, Instant at) {
            throw new AssertionError("nothing else is under way");
        }

        @Override
        public void giveUp(Transaction tx, String why) {
            throw new AssertionError("it was taken");
        }

        @Override
        public void unwanted(Transaction tx, String why) {
            throw new AssertionError("it was taken");
        }
    }
}
