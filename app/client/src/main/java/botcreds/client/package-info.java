/**
 * Asks a Bot Credential Broker for GitHub credentials. Stands on the JDK and gson alone, and on nothing of the broker's own:
 * what both must agree on is the HTTP API. Start at {@link botcreds.client.BrokerClient}. The adapters in {@code github} and
 * {@code jgit} are for those who have these libraries; nothing here needs them.
 */
@NullMarked
package botcreds.client;

import org.jspecify.annotations.NullMarked;
