/**
 * A Slack for one's own machine: the part of the Web API the broker calls, the signed requests Slack sends, and a page
 * with the buttons. Imports nothing of the broker, so that it can refuse what Slack refuses instead of agreeing with it.
 */
@NullMarked
package botcreds.sandbox.slack;

import org.jspecify.annotations.NullMarked;
