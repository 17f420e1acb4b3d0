package botcreds.broker.watch;

import botcreds.broker.model.AsciiCase;
import java.time.Duration;

/** The alerts that come from watching; a closed set, so that it can be a label. */
enum Alarm {
    NEW_REPOSITORY(Duration.ofHours(1)),
    MANY_REQUESTS(Duration.ofHours(1)),
    MANY_DENIALS(Duration.ofHours(1)),
    UNCOLLECTED(Duration.ofHours(1)),
    UNTOUCHED(Duration.ofHours(1)),
    USED_AFTER_END(Duration.ofHours(1)),
    AUDIT_BROKEN(Duration.ofHours(1)),
    AUDIT_NOT_CUT(Duration.ofDays(7)),
    CLOCK_OFF(Duration.ofHours(1)),
    DATABASE_LARGE(Duration.ofDays(1)),
    APP_KEY_OLD(Duration.ofDays(7)),
    GITHUB_BUDGET(Duration.ofHours(1)),
    POLICY_STALE(Duration.ofHours(1)),
    NODES_DISAGREE(Duration.ofHours(1));

    private final Duration quiet;

    Alarm(Duration quiet) {
        this.quiet = quiet;
    }

    /** How long the same alert about the same subject is kept back after it was told. */
    Duration quiet() {
        return quiet;
    }

    /** Returns the word in metrics and in the database. */
    String word() {
        return AsciiCase.fold(name());
    }
}
