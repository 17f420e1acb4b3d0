package botcreds.broker.access;

import botcreds.broker.model.Scope;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;

/**
 * On what terms a human would approve a request.
 *
 * @param scope         what the bot gets: never more than the request is about
 * @param ttl           for how long; may be longer than asked where policy lets it
 * @param rememberUntil the last day, UTC, on which the same is given without asking; empty to approve once
 */
public record Terms(Scope scope, Duration ttl, Optional<LocalDate> rememberUntil) {}
