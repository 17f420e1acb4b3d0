/**
 * What humans and their monitoring learn about how the broker is doing: metrics and alerts. It reads what was appended to the
 * audit log, after the commit and beside every request's path; nothing waits for it, and nothing is decided here.
 */
@NullMarked
package botcreds.broker.watch;

import org.jspecify.annotations.NullMarked;
