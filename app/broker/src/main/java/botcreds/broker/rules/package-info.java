/**
 * What the policy says together with what humans added: verdicts, checks, and another look at what was remembered. Imports
 * errands, requests, duty, policy, store and model.
 */
@NullMarked
package botcreds.broker.rules;

import org.jspecify.annotations.NullMarked;
