/**
 * The edge for bots and scripts: JSON over servlets, problem details, long-poll. Imports access and what it answers with out of
 * requests, bots, rules, pushes and logins; identity and model.
 */
@NullMarked
package botcreds.broker.http;

import org.jspecify.annotations.NullMarked;
