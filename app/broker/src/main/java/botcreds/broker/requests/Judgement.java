package botcreds.broker.requests;

import botcreds.broker.model.AccessRequest;
import java.util.Optional;

/**
 * What became of a human's wish, inside the unit of work: the request as it is now, but nothing that takes long to read.
 * {@code Decisions} makes a {@link Ruling} of it after the commit.
 */
public record Judgement(Ruling.Code code, String text, Optional<AccessRequest> request) {
    /** About a request, as it is now. */
    public static Judgement of(AccessRequest request, Ruling.Code code, String text) {
        return new Judgement(code, text, Optional.of(request));
    }

    /** About no request: there is none. */
    public static Judgement nothing(Ruling.Code code, String text) {
        return new Judgement(code, text, Optional.empty());
    }
}
