package botcreds.broker.store;

/**
 * Where the message about a request hangs in Slack.
 *
 * @param channel   a channel's id
 * @param timestamp what Slack calls {@code ts}
 */
public record Card(String channel, String timestamp) {}
