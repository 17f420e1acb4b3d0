package botcreds.broker.dashboard;

import botcreds.broker.identity.AddressAllowance;
import botcreds.broker.logins.Browsers;
import botcreds.broker.logins.Browsers.Browser;
import botcreds.broker.model.Human;
import botcreds.broker.model.Secret;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Finds out, for every page anew, who looks and whether the policy of now lets them. Thread-safe. */
final class Gate {
    private final Browsers browsers;
    private final Function<String, Optional<Human>> members;
    private final AddressAllowance wrongCookies;

    /**
     * @param members who somebody is by now, by id; empty for nobody any more
     * @param nanoTime a clock that never goes back
     */
    Gate(Browsers browsers, Function<String, Optional<Human>> members, LongSupplier nanoTime) {
        this.browsers = browsers;
        this.members = members;
        this.wrongCookies = AddressAllowance.forWrongKeys(nanoTime);
    }

    /** Why somebody is not let in. */
    enum No {
        NOBODY,
        OVER,
        NOT_APPROVER,
        TOO_MANY
    }

    /** Who it is, or why not. */
    record Pass(Optional<Visitor> visitor, Optional<No> no) {
        private static Pass no(No why) {
            return new Pass(Optional.empty(), Optional.of(why));
        }
    }

    /**
     * Lets somebody in, or ends their session if the policy no longer names them.
     *
     * @throws botcreds.broker.identity.IdentityUnavailable when nobody says who they are by now
     */
    Pass pass(Visit visit, SessionCookie cookies) {
        if (!cookies.isShown(visit)) {
            return Pass.no(No.NOBODY);
        }
        Optional<Secret> cookie = cookies.read(visit);
        Optional<Browser> browser = cookie.flatMap(browsers::browser);
        if (cookie.isEmpty() || browser.isEmpty()) {
            return Pass.no(wrongCookies.take(visit.peerAddress()) ? No.OVER : No.TOO_MANY);
        }
        Optional<Human> human = members.apply(browser.get().humanId()).filter(browsers::maySee);
        if (human.isEmpty()) {
            browsers.signOut(cookie.get(), "the policy does not name this human any more, or they have left");
            return Pass.no(No.NOT_APPROVER);
        }
        return new Pass(Optional.of(new Visitor(human.get(), browser.get(), cookie.get())), Optional.empty());
    }
}
