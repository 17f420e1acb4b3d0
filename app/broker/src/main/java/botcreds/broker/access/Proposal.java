package botcreds.broker.access;

import botcreds.broker.requests.RequestView;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request as it would be on other terms, for a human to look at before they agree to it.
 *
 * @param view what would be approved
 * @param no   why it cannot be had on these terms, as a sentence; empty when it can
 */
public record Proposal(Optional<RequestView> view, Optional<String> no) {
    static Proposal of(RequestView view) {
        return new Proposal(Optional.of(view), Optional.empty());
    }

    static Proposal no(String why) {
        return new Proposal(Optional.empty(), Optional.of(why));
    }

    public <T> T fold(Function<? super RequestView, ? extends T> onView, Function<? super String, ? extends T> onNo) {
        return view.isPresent() ? onView.apply(view.get()) : onNo.apply(no.orElseThrow());
    }
}
