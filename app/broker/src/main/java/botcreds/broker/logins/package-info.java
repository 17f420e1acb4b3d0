/**
 * How humans sign in from a terminal or a browser, and stay signed in. Imports policy, store and model; nothing here knows of
 * requests.
 */
@NullMarked
package botcreds.broker.logins;

import org.jspecify.annotations.NullMarked;
