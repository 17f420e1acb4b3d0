package botcreds.broker.slack;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.Target;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a button carries, and nothing more: which request, and which state of it was on display.
 *
 * @param id       the request's full id
 * @param revision 1 or more
 */
record Stamp(String id, int revision) {
    private static final Pattern GRAMMAR = Pattern.compile("(req_[a-z2-7]{26,32}):r([1-9][0-9]{0,8})");

    static Stamp of(AccessRequest request) {
        return new Stamp(request.id().value(), request.revision());
    }

    static Optional<Stamp> parse(String text) {
        Matcher matcher = GRAMMAR.matcher(text);
        return matcher.matches()
                ? Optional.of(new Stamp(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    Target clickedOn(CardRef card) {
        return new Target(id, Optional.of(revision), Optional.of(card));
    }

    /** The request as it was shown somewhere else than on its card. */
    Target shown() {
        return new Target(id, Optional.of(revision), Optional.empty());
    }

    @Override
    public String toString() {
        return id + ":r" + revision;
    }
}
