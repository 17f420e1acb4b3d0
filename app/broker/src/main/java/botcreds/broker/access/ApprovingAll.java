package botcreds.broker.access;

import botcreds.broker.bots.Counted;
import botcreds.broker.bots.Deed;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.requests.Authority;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Target;
import botcreds.broker.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Says yes to everything of a bot that waits, one request after the other, each by all the rules for a single one. */
final class ApprovingAll {
    /** What a person can still read before they say yes. */
    static final int MOST_AT_ONCE = 50;

    private final Store store;
    private final Authority authority;

    ApprovingAll(Store store, Authority authority) {
        this.store = store;
        this.authority = authority;
    }

    /**
     * Approves, or says what that would hit.
     *
     * @param shown   what the human was shown and means; empty means what waits now
     * @param approve how one is approved
     */
    Deed approve(BotId bot, List<Deed.Shown> shown, Human human, boolean preview, Function<Target, Ruling> approve) {
        List<AccessRequest> waiting = store.read(tx -> tx.requests().pending(Optional.of(bot), MOST_AT_ONCE)).stream()
                .filter(request -> shown.isEmpty() || shown.contains(Deed.Shown.of(request)))
                .toList();
        List<Deed.Hit> hits = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (AccessRequest request : waiting) {
            Optional<String> no = preview
                    ? refusal(request, human)
                    : refusal(approve.apply(Deed.Shown.of(request).target()));
            no.ifPresentOrElse(
                    why -> left.add("#" + request.shortId() + ": " + why), () -> hits.add(Deed.Hit.of(request)));
        }
        int gone = shown.size() - waiting.size();
        if (gone > 0) {
            left.add(Counted.things(gone, "request") + " no longer waited as shown, and nothing was decided about "
                    + (gone == 1 ? "it." : "them."));
        }
        return deed(bot, waiting.isEmpty(), hits, left, preview);
    }

    private Optional<String> refusal(AccessRequest request, Human human) {
        Authority.Finding finding = authority.toApprove(request, human, store.now());
        return finding.no().map(code -> finding.text());
    }

    private static Optional<String> refusal(Ruling ruling) {
        return ruling.accepted() ? Optional.empty() : Optional.of(ruling.text());
    }

    private static Deed deed(BotId bot, boolean nothingWaits, List<Deed.Hit> hits, List<String> left, boolean preview) {
        if (hits.isEmpty()) {
            return new Deed(
                    nothingWaits ? Deed.Code.NOTHING : Deed.Code.NOT_APPROVER,
                    nothingWaits
                            ? "Nothing of " + bot + " waits for a decision."
                            : "None of what waits can be approved by you.",
                    preview,
                    hits,
                    left);
        }
        String what = Counted.things(hits.size(), "request") + " of " + bot;
        return new Deed(
                Deed.Code.DONE,
                preview ? "This would approve " + what + "." : "Said yes to " + what + ".",
                preview,
                hits,
                left);
    }
}
