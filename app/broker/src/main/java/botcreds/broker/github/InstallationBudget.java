package botcreds.broker.github;

import java.time.Instant;

/**
 * What is left of an installation's hourly calls to GitHub's API, which all its tokens share, whoever holds them (GitHub docs,
 * "Rate limits for the REST API"). Git over https and ssh is not counted by GitHub.
 *
 * @param left  calls until {@code reset}, as GitHub told last
 * @param limit calls in an hour
 * @param reset when all of them are there again
 */
public record InstallationBudget(long installation, long left, long limit, Instant reset) {
    private static final int SHORT_BELOW = 10;

    /** Tells whether less than a tenth is left. */
    public boolean isShort() {
        return left * SHORT_BELOW < limit;
    }
}
