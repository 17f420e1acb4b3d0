/**
 * Setting the broker up and finding what is wrong with it, as words of its jar. Beside the root: imports model, settings,
 * policy, store, github and slack, and is started by the root alone.
 */
@NullMarked
package botcreds.broker.setup;

import org.jspecify.annotations.NullMarked;
