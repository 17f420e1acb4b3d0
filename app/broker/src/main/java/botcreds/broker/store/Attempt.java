package botcreds.broker.store;

import botcreds.broker.model.RequestId;
import java.time.Instant;

/**
 * The durable intent to mint, written before GitHub is called.
 *
 * @param epoch      1 for the first attempt at this step; only the newest one may book a token
 * @param leaseUntil until when nobody else begins one
 */
public record Attempt(RequestId request, int step, int epoch, Instant startedAt, Instant leaseUntil) {}
