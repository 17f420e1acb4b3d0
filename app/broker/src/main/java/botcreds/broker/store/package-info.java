/** Rows, audit chain and outbox in one database; one writer, one durable commit for many callers. Imports model only. */
@NullMarked
package botcreds.broker.store;

import org.jspecify.annotations.NullMarked;
