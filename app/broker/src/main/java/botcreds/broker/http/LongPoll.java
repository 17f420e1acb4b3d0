package botcreds.broker.http;

import botcreds.broker.access.Grants;
import botcreds.broker.model.RequestId;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Holds an answer back while nobody has decided. Thread-safe. */
final class LongPoll {
    private static final String RESUME = LongPoll.class.getName() + ".resume";

    static final Problem TOO_MANY_WAITING = RefusalProblem.of(Refusal.of(
                    Refusal.Code.TOO_MANY_WAITING,
                    "Too many of your requests are being held back at once.",
                    "Poll without wait, or wait for fewer requests at a time.")
            .retryAfter(Duration.ofSeconds(5)));
    private static final Problem STOPPING = RefusalProblem.of(
            Refusal.of(Refusal.Code.STOPPING, "The broker is stopping; your request stands.", "Poll the same id again.")
                    .retryAfter(Duration.ofSeconds(1)));

    private final Grants grants;
    private final Parked parked;
    private final AnswerReply replies;

    LongPoll(Grants grants, Parked parked, AnswerReply replies) {
        this.grants = grants;
        this.parked = parked;
        this.replies = replies;
    }

    /** What a request that was parked needs when it comes back; its body is gone by then. */
    record Resume(RequestId id, Wait patience) {}

    /** Returns what was kept, if this request was parked before. */
    Optional<Resume> resumed(Exchange exchange) {
        return exchange.attribute(RESUME, Resume.class);
    }

    /** Goes on after a change, the end of the wait, or the end of the broker. The bot has just been authenticated again. */
    Optional<Reply> goOn(Exchange exchange, Caller caller, Resume resume) {
        return parked.isStopping()
                ? Optional.of(STOPPING.reply())
                : poll(exchange, caller, resume.id(), resume.patience(), TOO_MANY_WAITING.reply());
    }

    /**
     * Registers first, then looks, then parks, so that no change falls in between.
     *
     * @param whenFull what to answer if nobody more may wait
     * @return empty when the request was parked
     */
    Optional<Reply> poll(Exchange exchange, Caller caller, RequestId id, Wait patience, Reply whenFull) {
        if (parked.isStopping() || patience.left().isZero()) {
            return Optional.of(patience.noteIn(replies.of(grants.collect(caller, id))));
        }
        Optional<CompletableFuture<Void>> changed = grants.changed(caller.bot(), id);
        return changed.isEmpty()
                ? Optional.of(whenFull)
                : lookAndPark(exchange, caller, new Resume(id, patience), changed.get());
    }

    private Optional<Reply> lookAndPark(
            Exchange exchange, Caller caller, Resume resume, CompletableFuture<Void> changed) {
        boolean isParked = false;
        try {
            Answer answer = grants.collect(caller, resume.id());
            boolean waits = answer.fold(issued -> false, waiting -> true, refused -> false);
            if (!waits) {
                return Optional.of(resume.patience().noteIn(replies.of(answer)));
            }
            exchange.request().setAttribute(RESUME, resume);
            parked.park(exchange, resume.patience(), changed);
            isParked = true;
            return Optional.empty();
        } finally {
            if (!isParked) {
                changed.cancel(false);
            }
        }
    }
}
