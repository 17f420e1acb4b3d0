/** Tells others than Slack: bots at their own address, by Standard Webhooks. */
@NullMarked
package botcreds.broker.notify;

import org.jspecify.annotations.NullMarked;
