package botcreds.broker.policy;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a policy that is kept elsewhere comes from, and how fresh it is.
 *
 * @param where       the place, as an operator wrote it; no secret is in it
 * @param commit      what counts, in full
 * @param since       when {@code commit} came to count
 * @param head        what the place had when it was looked at last
 * @param confirmedAt when the place last said that {@code commit} is what it has
 * @param trouble     why the last look failed; empty when it did not
 */
public record PolicyOrigin(
        String where, String commit, Instant since, String head, Instant confirmedAt, Optional<String> trouble) {}
