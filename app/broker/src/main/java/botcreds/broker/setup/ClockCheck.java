package botcreds.broker.setup;

import java.time.Duration;

/** How far somebody's clock is from ours: GitHub refuses signatures from the future, Slack's requests age within minutes. */
final class ClockCheck {
    private static final Duration NOTICEABLE = Duration.ofSeconds(5);
    private static final Duration HARMFUL = Duration.ofSeconds(60);

    private ClockCheck() {}

    /** @param offset how far their clock is ahead of ours, to the second */
    static Finding of(String whose, Duration offset) {
        String says = whose + "'s clock is " + offset.abs().toSeconds() + " s "
                + (offset.isNegative() ? "behind" : "ahead of") + " ours";
        String fix = "set this machine's clock by NTP: timedatectl set-ntp true";
        if (offset.abs().compareTo(NOTICEABLE) <= 0) {
            return Finding.ok("clock", whose + "'s clock and ours agree");
        }
        return offset.abs().compareTo(HARMFUL) > 0
                ? Finding.fail("clock", says, fix)
                : Finding.warn("clock", says, fix);
    }
}
