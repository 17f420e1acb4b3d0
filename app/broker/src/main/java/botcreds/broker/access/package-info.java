/**
 * The front: what bots can do ({@link botcreds.broker.access.Grants}), what humans can do
 * ({@link botcreds.broker.access.Decisions}), and the rooms behind them put together. Imports all of them, and policy, store,
 * github and model.
 */
@NullMarked
package botcreds.broker.access;

import org.jspecify.annotations.NullMarked;
