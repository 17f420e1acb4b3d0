package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.github.Exchange.HeldBack;
import botcreds.broker.github.Exchange.Lost;
import botcreds.broker.github.Exchange.Unsent;
import botcreds.broker.github.Exchange.Unsigned;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What passes by itself or by the operator's hand, and is no statement about the scope that was asked.
 *
 * @param maybeDone GitHub may have done what it was asked
 * @param why       in our own words: GitHub's go to nobody
 */
record Trouble(Duration retryAfter, boolean maybeDone, String why) {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration LATER = Duration.ofSeconds(10);
    private static final Duration AFTER_REPAIR = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Returns the trouble, or nothing when GitHub gave a statement. */
    static Optional<Trouble> in(Exchange exchange, Instant now) {
        if (exchange instanceof HeldBack held) {
            return Optional.of(
                    new Trouble(held.retryAfter(), false, "GitHub limits us, or too many calls to it are under way"));
        }
        if (exchange instanceof Unsigned unsigned) {
            return Optional.of(new Trouble(LATER, false, "the App's key cannot sign: " + unsigned.why()));
        }
        if (exchange instanceof Unsent unsent) {
            return Optional.of(new Trouble(SOON, false, "GitHub cannot be reached: " + unsent.why()));
        }
        if (exchange instanceof Lost lost) {
            return Optional.of(new Trouble(SOON, true, "GitHub's answer was lost: " + lost.why()));
        }
        return exchange instanceof Answered answer ? inAnswer(answer, now) : Optional.empty();
    }

    private static Optional<Trouble> inAnswer(Answered answer, Instant now) {
        if (answer.status() >= 500) {
            Duration wait = answer.retryAfter(now)
                    .filter(stated -> stated.compareTo(Duration.ofSeconds(1)) >= 0)
                    .map(stated -> stated.compareTo(LONGEST) > 0 ? LONGEST : stated)
                    .orElse(LATER);
            return Optional.of(new Trouble(wait, true, "GitHub failed with status " + answer.status()));
        }
        if (answer.status() == 401 || (answer.status() == 404 && answer.says("Integration not found"))) {
            return Optional.of(new Trouble(AFTER_REPAIR, false, signatureRefused(answer)));
        }
        return Optional.empty();
    }

    private static String signatureRefused(Answered answer) {
        if (AppJwt.namesTheClock(answer)) {
            return "GitHub refuses the App's signature because our clock is off; set the clock by NTP";
        }
        if (answer.says("Integration not found")) {
            return "GitHub knows no App with this id; check GITHUB_APP_ID";
        }
        if (answer.says("must generate a public key")) {
            return "the App has no key at GitHub; generate one on its settings page and set GITHUB_APP_PRIVATE_KEY";
        }
        return "GitHub does not accept the App's signature; check that GITHUB_APP_PRIVATE_KEY is a current key of the App"
                + " GITHUB_APP_ID";
    }
}
