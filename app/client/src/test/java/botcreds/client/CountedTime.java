package botcreds.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only in pauses, which take none, and when a test says so. Thread-safe. */
final class CountedTime extends Clock implements Timekeeper {
    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final AtomicLong passed = new AtomicLong();

    void advance(Duration length) {
        passed.addAndGet(length.toNanos());
    }

    @Override
    public long nanos() {
        return passed.get();
    }

    @Override
    public void pause(Duration length) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        pauses.add(length);
        advance(length);
    }

    @Override
    public Instant instant() {
        return START.plusNanos(passed.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new IllegalArgumentException("all of the client is in UTC");
    }
}
