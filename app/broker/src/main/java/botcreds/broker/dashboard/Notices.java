package botcreds.broker.dashboard;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Pages that say why there is no other one, and what to do. Thread-safe. */
final class Notices {
    private final Templates templates;
    private final InstantSource clock;

    Notices(Templates templates, InstantSource clock) {
        this.templates = templates;
        this.clock = clock;
    }

    Reply refused(Gate.No why) {
        return switch (why) {
            case NOBODY -> unknown("You are not signed in", "This dashboard shows nothing to strangers.");
            case OVER -> unknown("You are signed out", "This browser's sign-in has ended.");
            case NOT_APPROVER ->
                unknown(
                        "You are signed out",
                        "The broker's policy no longer names you as an approver or as a bot's owner, or you have left the"
                                + " Slack workspace. Ask whoever looks after the policy.");
            case TOO_MANY ->
                notice(429, "Too many tries", "Too many wrong cookies came from your address.", false)
                        .with("Retry-After", "60");
        };
    }

    private Reply unknown(String title, String text) {
        return notice(401, title, text, true).with("WWW-Authenticate", "Link realm=\"botcreds dashboard\"");
    }

    Reply deadLink() {
        return notice(410, "This link is over", "It was used already, a newer one was made, or it is too old.", true);
    }

    Reply tooManyLinks() {
        return notice(429, "Too many tries", "Too many links that do not count came from your address.", false)
                .with("Retry-After", "60");
    }

    Reply foreignForm() {
        return notice(
                403,
                "Not from here",
                "This was sent by another site, or through another address than the one the broker is set up for, so"
                        + " nothing was done. Open the link in the address bar and use the button on its page.",
                false);
    }

    Reply nothingThere() {
        return notice(404, "Nothing is here", "No page has this address.", false);
    }

    Reply wrongMethod(String allowed) {
        return notice(405, "This page is only to be read", "It does not take what was sent.", false)
                .with("Allow", allowed);
    }

    Reply slackAway() {
        return notice(
                        503,
                        "Slack does not answer",
                        "Whether you may see this is what Slack says of you now, and it says nothing. Try again in a minute.",
                        false)
                .with("Retry-After", "30");
    }

    Reply fault(String instance) {
        return notice(
                500,
                "This page could not be made",
                "Try again in a minute. If it stays, tell whoever runs the broker this number: " + instance,
                false);
    }

    /** @param howToSignIn whether to say where a link comes from */
    private Reply notice(int status, String title, String text, boolean howToSignIn) {
        Instant now = clock.instant();
        return Reply.html(
                status,
                templates.render(
                        "notice",
                        Map.of(
                                "frame", new Frame(title, "", Optional.empty(), now),
                                "text", text,
                                "howToSignIn", howToSignIn)));
    }
}
