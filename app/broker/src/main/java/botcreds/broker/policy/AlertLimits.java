package botcreds.broker.policy;

import java.time.Duration;

/**
 * From when on humans are told that something is unusual. A number of 0 turns its alert off.
 *
 * @param newRepository   whether to tell that a bot asks for a repository it never got credentials for
 * @param requestsPerHour requests of one bot within an hour, 0 to 100,000
 * @param deniedPercent   share of one bot's decided requests within an hour that was denied, 0 to 100
 * @param deniedAtLeast   how many must have been denied for the share to mean anything, 1 to 10,000
 * @param untouchedInARow credentials of one bot that ended one after the other without a sign of use, 0 to 10,000
 * @param clockOff        how far our clock and GitHub's may be apart, 5 s to 1 h
 * @param appKeyAge       how long a key of the App may be in use here, 1 to 3650 days
 * @param databaseMegabytes size of the H2 file, 0 to 1,000,000
 * @param policyStale     how long a policy kept in git may go unconfirmed, 1 min to 1 day
 */
public record AlertLimits(
        boolean newRepository,
        int requestsPerHour,
        int deniedPercent,
        int deniedAtLeast,
        int untouchedInARow,
        Duration clockOff,
        Duration appKeyAge,
        int databaseMegabytes,
        Duration policyStale) {
    public static final AlertLimits DEFAULT = new AlertLimits(
            true, 200, 50, 5, 20, Duration.ofSeconds(30), Duration.ofDays(365), 4096, Duration.ofMinutes(10));
}
