package botcreds.client;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Asks, and waits for a human by one held poll after another on the same request. Thread-safe. */
final class Awaiting {
    /** Below the 60 s after which proxies cut a silent connection. */
    private static final Duration HOLD = Duration.ofSeconds(50);

    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(5);
    private static final Duration WITHOUT_RETRY_AFTER = Duration.ofSeconds(5);

    private final Retrying retrying;
    private final Timekeeper time;

    Awaiting(Retrying retrying, Timekeeper time) {
        this.retrying = retrying;
        this.time = time;
    }

    /** Asks, with one key for all attempts, and waits. */
    Json ask(String body, Duration patience) {
        String key = UUID.randomUUID().toString();
        Deadline deadline = new Deadline(time, patience);
        return decided(
                deadline,
                send(
                        deadline,
                        hold -> Call.post("/v1/token", body)
                                .with("Idempotency-Key", key)
                                .held(hold)));
    }

    Json collect(String requestId, Duration patience) {
        Deadline deadline = new Deadline(time, patience);
        return decided(deadline, poll(deadline, requestId));
    }

    /** Waits on where an earlier answer was "not yet". */
    Json decided(Reply first, Duration patience) {
        return decided(new Deadline(time, patience), first);
    }

    private Json decided(Deadline deadline, Reply first) {
        Reply reply = first;
        while (reply.status() == 202) {
            String requestId = reply.json().text("request_id");
            if (deadline.left().isZero()) {
                throw new StillPending(requestId);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new WaitInterrupted(Optional.of(requestId));
            }
            reply = poll(deadline, requestId);
        }
        return reply.json();
    }

    private Reply poll(Deadline deadline, String requestId) {
        Call call = Call.get("/v1/token/" + RequestIds.checked(requestId)).about(requestId);
        return send(deadline, call::held);
    }

    private Reply send(Deadline deadline, Function<Duration, Call> held) {
        long before = time.nanos();
        Duration hold = shorter(HOLD, deadline.left());
        // What cuts silent connections in between may do so before the broker answers: then hold for less.
        Reply reply = retrying.send(attempt -> held.apply(halved(hold, attempt)));
        Duration taken = Duration.ofNanos(time.nanos() - before);
        if (reply.status() == 202 && taken.compareTo(hold) < 0) {
            // The broker could not hold it; polling at once again would be a busy loop.
            Duration asked = reply.retryAfter().orElse(WITHOUT_RETRY_AFTER);
            retrying.pause(shorter(asked, deadline.left()), reply.json().optionalText("request_id"));
        }
        return reply;
    }

    private static Duration halved(Duration hold, int times) {
        Duration less = Duration.ofSeconds(hold.toSeconds() >> Math.min(times, 6));
        return less.compareTo(SHORTEST_HOLD) < 0 ? shorter(hold, SHORTEST_HOLD) : less;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
