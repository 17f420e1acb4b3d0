/**
 * What a request is to everyone: what a bot asks and is told, what a human sees of it and says to it, who may, and who waits
 * for it. Imports policy, store and model.
 */
@NullMarked
package botcreds.broker.requests;

import org.jspecify.annotations.NullMarked;
