package botcreds.broker.access;

import botcreds.broker.model.AccessRequest;
import java.util.Optional;

/**
 * What became of a human's wish, inside the unit of work: the request as it is now, but nothing that takes long to read.
 * {@link Decisions} makes a {@link Ruling} of it after the commit.
 */
record Judgement(Ruling.Code code, String text, Optional<AccessRequest> request) {
    static Judgement of(AccessRequest request, Ruling.Code code, String text) {
        return new Judgement(code, text, Optional.of(request));
    }

    static Judgement nothing(Ruling.Code code, String text) {
        return new Judgement(code, text, Optional.empty());
    }
}
