/**
 * Minting, revoking and keeping credentials at GitHub: the only room that makes or ends them. Imports errands, requests, duty,
 * policy, store, github and model.
 */
@NullMarked
package botcreds.broker.credentials;

import org.jspecify.annotations.NullMarked;
