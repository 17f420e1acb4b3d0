/**
 * A request's states change here, and whoever is to hear of it does: cards, replies, notices, calls and mail, carried out of the
 * outbox. Declares the interfaces that point upward. Imports requests, duty, policy, store and model.
 */
@NullMarked
package botcreds.broker.errands;

import org.jspecify.annotations.NullMarked;
