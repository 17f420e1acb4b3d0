/** A whole round of the broker on one's own machine: the sandbox's GitHub and Slack, the packaged broker, a small bot and git. */
@NullMarked
package botcreds.sandbox;

import org.jspecify.annotations.NullMarked;
