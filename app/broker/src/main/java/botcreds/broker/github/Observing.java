package botcreds.broker.github;

import botcreds.broker.github.CallObserver.Budget;
import botcreds.broker.github.CallObserver.Ending;
import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.github.Exchange.HeldBack;
import botcreds.broker.github.Exchange.Unsent;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Times the calls and tells the observer how they went. Thread-safe. */
final class Observing {
    private final CallObserver observer;
    private final LongSupplier nanos;

    Observing(CallObserver observer, LongSupplier nanos) {
        this.observer = observer;
        this.nanos = nanos;
    }

    long begin() {
        return nanos.getAsLong();
    }

    /** GitHub, or the way there, has had its say; a limit is one even if the answer is not handed on. */
    void ended(Call call, long begun, Exchange raw, boolean limited) {
        Duration took = Duration.ofNanos(nanos.getAsLong() - begun);
        Optional<Answered> answer = raw instanceof Answered answered ? Optional.of(answered) : Optional.empty();
        observer.called(new CallObserver.Observed(
                account(call),
                limited ? Ending.LIMITED : ending(raw),
                took,
                answer.flatMap(Observing::budget),
                answer.flatMap(Answered::date)));
    }

    void heldBack(Call call) {
        observer.called(new CallObserver.Observed(
                account(call), Ending.HELD_BACK, Duration.ZERO, Optional.empty(), Optional.empty()));
    }

    private static CallObserver.Account account(Call call) {
        return CallObserver.Account.valueOf(call.who().name());
    }

    private static Ending ending(Exchange raw) {
        if (raw instanceof Answered answer) {
            return answer.status() >= 500 ? Ending.FAILED : answer.status() >= 400 ? Ending.REFUSED : Ending.OK;
        }
        if (raw instanceof HeldBack) {
            return Ending.HELD_BACK;
        }
        return raw instanceof Unsent ? Ending.UNREACHABLE : Ending.LOST;
    }

    private static Optional<Budget> budget(Answered answer) {
        return number(answer, "x-ratelimit-remaining")
                .flatMap(left -> number(answer, "x-ratelimit-limit").map(limit -> new Budget(left, limit)));
    }

    private static Optional<Long> number(Answered answer, String header) {
        return answer.header(header).filter(text -> text.matches("[0-9]{1,11}")).map(Long::valueOf);
    }
}
