package botcreds.broker.requests;

import java.util.Optional;

/**
 * Which request a human means.
 *
 * @param id       a request's full id ({@code req_…}), or its short one with or without {@code #}
 * @param revision what the human was shown; empty when typed, which means "as it is now"
 * @param clicked  the card that was clicked on; must be the one we posted
 */
public record Target(String id, Optional<Integer> revision, Optional<CardRef> clicked) {
    public static Target typed(String id) {
        return new Target(id, Optional.empty(), Optional.empty());
    }
}
