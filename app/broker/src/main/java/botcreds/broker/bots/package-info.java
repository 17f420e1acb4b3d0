/**
 * What humans do to bots as a whole: lock, revoke, elevate, rotate keys, look. Imports credentials, rules and what is below.
 */
@NullMarked
package botcreds.broker.bots;

import org.jspecify.annotations.NullMarked;
