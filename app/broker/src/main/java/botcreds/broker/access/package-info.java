/** A request's whole life: ask, await, approve, deny, collect, refresh, revoke, expire. Imports policy, store, github and model. */
@NullMarked
package botcreds.broker.access;

import org.jspecify.annotations.NullMarked;
