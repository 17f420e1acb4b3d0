/**
 * Pages for humans who are signed in, to read and nothing else. Imports access and what it shows out of requests, bots, rules
 * and logins; identity and model.
 */
@NullMarked
package botcreds.broker.dashboard;

import org.jspecify.annotations.NullMarked;
