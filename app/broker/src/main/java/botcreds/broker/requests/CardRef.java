package botcreds.broker.requests;

/**
 * Where the card of a request hangs.
 *
 * @param channel   a channel's id, {@code C…} or {@code D…}
 * @param timestamp what Slack calls {@code ts}
 */
public record CardRef(String channel, String timestamp) {}
