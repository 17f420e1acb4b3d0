package botcreds.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;

/**
 * Repeats calls that may be repeated, which is all of the broker's: GET and DELETE by their nature, an ask by its
 * Idempotency-Key, and a second refresh soon after the first gives the same token. Thread-safe.
 */
final class Retrying {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int MOST_DOUBLINGS = 4;

    private final Transport transport;
    private final Timekeeper time;
    private final Duration retryFor;

    /** @param retryFor how long after its first failure a call is repeated */
    Retrying(Transport transport, Timekeeper time, Duration retryFor) {
        this.transport = transport;
        this.time = time;
        this.retryFor = retryFor;
    }

    /** Sends it once and returns what was a success. */
    Reply once(Call call) {
        try {
            return successful(call, transport.send(call));
        } catch (IOException noAnswer) {
            throw unreachable(call, noAnswer);
        }
    }

    Reply send(Call call) {
        return send(attempt -> call);
    }

    /** @param calls the call for each attempt, counted from 0 */
    Reply send(IntFunction<Call> calls) {
        long failingSince = 0;
        for (int attempt = 0; ; attempt++) {
            Call call = calls.apply(attempt);
            BrokerException failure;
            Optional<Duration> asked = Optional.empty();
            try {
                Reply reply = transport.send(call);
                Problem problem = Problem.of(reply, call.request());
                if (reply.isSuccess() || !problem.isWorthRepeating()) {
                    return successful(call, reply);
                }
                failure = problem.exception();
                asked = reply.retryAfter();
            } catch (IOException noAnswer) {
                failure = unreachable(call, noAnswer);
            }
            if (attempt == 0) {
                failingSince = time.nanos();
            }
            Duration pause = asked.orElse(pause(attempt));
            if (pause.compareTo(retryFor.minusNanos(time.nanos() - failingSince)) > 0) {
                throw failure;
            }
            pause(pause, call.request());
        }
    }

    /** Spends time; an interrupt ends it at once and stays set. */
    void pause(Duration length, Optional<String> request) {
        try {
            time.pause(length);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WaitInterrupted(request);
        }
    }

    private static Reply successful(Call call, Reply reply) {
        if (!reply.isSuccess()) {
            throw Problem.of(reply, call.request()).exception();
        }
        return reply;
    }

    private BrokerUnreachable unreachable(Call call, IOException noAnswer) {
        return new BrokerUnreachable(transport.base().toString(), call.request(), noAnswer);
    }

    /** Doubles, and differs a little, so that many bots do not come back in step after an outage. */
    private static Duration pause(int attempt) {
        Duration longest = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt, MOST_DOUBLINGS));
        return longest.minusMillis(ThreadLocalRandom.current().nextLong(longest.toMillis() / 4));
    }
}
