/** Tells others than Slack: bots and other receivers by Standard Webhooks, people by mail. */
@NullMarked
package botcreds.broker.notify;

import org.jspecify.annotations.NullMarked;
