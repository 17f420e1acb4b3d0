package botcreds.broker.access;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.Judgement;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Sentences;
import botcreds.broker.requests.Target;
import botcreds.broker.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the request that a human means, and refuses what they cannot have meant. */
final class Targets {
    private Targets() {}

    /** Finds, or says why not; a click must be on the current card and show the current revision. */
    static Judgement find(Transaction tx, Target target, Function<AccessRequest, Judgement> onFound) {
        String id = bare(target.id());
        List<AccessRequest> found = byId(tx, id);
        if (found.isEmpty()) {
            return Judgement.nothing(
                    Ruling.Code.NOT_FOUND,
                    "There is no request #" + Sentences.shown(id) + ". /botcreds pending lists what waits.");
        }
        List<AccessRequest> open =
                found.stream().filter(each -> each.state().isOpen()).toList();
        if (open.size() > 1) {
            return Judgement.nothing(
                    Ruling.Code.AMBIGUOUS, "Several open requests are called #" + id + "; use the full id (req_…).");
        }
        AccessRequest request = open.isEmpty() ? found.get(0) : open.get(0);
        Optional<CardRef> current =
                tx.cards().of(request.id()).map(card -> new CardRef(card.channel(), card.timestamp()));
        if (target.clicked().isPresent() && !target.clicked().equals(current)) {
            // Where no card is recorded yet, the one that was clicked may be about to be.
            return Judgement.of(
                    request,
                    current.isPresent() ? Ruling.Code.SUPERSEDED : Ruling.Code.STALE,
                    "This is not the current message of #" + request.shortId()
                            + "; nothing was decided. Click again, or see /botcreds pending.");
        }
        if (target.revision().filter(shown -> shown != request.revision()).isPresent()) {
            return request.state() == RequestState.PENDING
                    ? Judgement.of(
                            request,
                            Ruling.Code.STALE,
                            "#" + request.shortId() + " has changed since; look again, then decide.")
                    : Sentences.over(request, tx.now());
        }
        return onFound.apply(request);
    }

    /** Finds the newest request of this name, if there is one. */
    static Optional<AccessRequest> newest(Transaction tx, String id) {
        return byId(tx, bare(id)).stream().findFirst();
    }

    private static String bare(String id) {
        return id.startsWith("#") ? id.substring(1) : id;
    }

    private static List<AccessRequest> byId(Transaction tx, String id) {
        return RequestId.looksLikeOne(id)
                ? tx.requests().byId(new RequestId(id)).stream().toList()
                : tx.requests().byShortId(id);
    }
}
