package botcreds.broker.dashboard;

import botcreds.broker.identity.AddressAllowance;
import botcreds.broker.logins.Browsers;
import botcreds.broker.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Signing a browser in and out. To open a link shows a page with a button and uses nothing up, because programs that look for
 * harmful links open it before its human does; only the button's POST signs in. Thread-safe.
 */
final class SignInPages {
    private static final Pattern LINK = Pattern.compile("bcl_[0-9A-Za-z]{49}");

    private final Browsers browsers;
    private final Templates templates;
    private final Notices notices;
    private final InstantSource clock;
    private final AddressAllowance wrongLinks;

    SignInPages(Browsers browsers, Templates templates, Notices notices, InstantSource clock, LongSupplier nanoTime) {
        this.browsers = browsers;
        this.templates = templates;
        this.notices = notices;
        this.clock = clock;
        this.wrongLinks = AddressAllowance.forWrongKeys(nanoTime);
    }

    /** The page behind a link. */
    Reply open(Visit visit, String text) {
        Optional<Secret> link = secret(text);
        Optional<String> whose = link.flatMap(browsers::whose);
        if (link.isEmpty() || whose.isEmpty()) {
            return dead(visit);
        }
        return Reply.html(
                200,
                templates.render(
                        "signin",
                        Map.of(
                                "frame", new Frame("Sign in", "", Optional.empty(), clock.instant()),
                                "name", whose.get(),
                                "link", link.get().reveal())));
    }

    /** The button on it. Whatever cookie the browser had before, it gets a new one. */
    Reply signIn(Visit visit, URI ours, SessionCookie cookies) throws IOException {
        if (!SameOrigin.sent(visit, ours)) {
            return notices.foreignForm();
        }
        Optional<Browsers.Given> given = secret(visit.form().getOrDefault("link", ""))
                .flatMap(link -> browsers.signIn(link, visit.peerAddress()));
        if (given.isEmpty()) {
            return dead(visit);
        }
        cookies.read(visit).ifPresent(older -> browsers.signOut(older, "the same browser signed in anew"));
        return Reply.seeOther("/").with("Set-Cookie", cookies.set(given.get().secret(), Browsers.SESSION_LIFE));
    }

    /** Ends the session. Nobody is asked who that human is by now: to end something must not wait for Slack. */
    Reply signOut(Visit visit, URI ours, SessionCookie cookies) throws IOException {
        Optional<Secret> cookie = cookies.read(visit);
        String token = visit.form().getOrDefault("token", "");
        boolean meant = SameOrigin.sent(visit, ours)
                && cookie.filter(each -> Secret.of(Visitor.formToken(each)).is(token))
                        .isPresent();
        if (!meant) {
            return notices.foreignForm();
        }
        browsers.signOut(cookie.orElseThrow(), "at the human's own word");
        return Reply.seeOther("/").with("Set-Cookie", cookies.clear());
    }

    /** A link has 256 random bits; this only keeps strangers from having the database searched for nothing. */
    private Reply dead(Visit visit) {
        return wrongLinks.take(visit.peerAddress()) ? notices.deadLink() : notices.tooManyLinks();
    }

    private static Optional<Secret> secret(String text) {
        return LINK.matcher(text).matches() ? Optional.of(Secret.of(text)) : Optional.empty();
    }
}
