package botcreds.broker.setup;

/**
 * One thing that was looked at.
 *
 * @param about what was looked at, for example {@code slack.channel}
 * @param says  what was found
 * @param fix   what to do about it; empty when it is well
 */
record Finding(Grade grade, String about, String says, String fix) {
    /** Whether it stops the broker from doing its work. */
    enum Grade {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String about, String says) {
        return new Finding(Grade.OK, about, says, "");
    }

    static Finding warn(String about, String says, String fix) {
        return new Finding(Grade.WARN, about, says, fix);
    }

    static Finding fail(String about, String says, String fix) {
        return new Finding(Grade.FAIL, about, says, fix);
    }
}
