package botcreds.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Measures and spends time, apart from the wall clock, which may be set. */
interface Timekeeper {
    /** Nanoseconds since some fixed moment. */
    long nanos();

    void pause(Duration length) throws InterruptedException;

    static Timekeeper real() {
        return new Timekeeper() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration length) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(length.toNanos());
            }
        };
    }
}
