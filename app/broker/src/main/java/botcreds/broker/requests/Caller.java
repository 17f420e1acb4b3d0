package botcreds.broker.requests;

import botcreds.broker.model.BotId;

/**
 * An authenticated bot on a connection.
 *
 * @param clientIp the peer's address as the socket sees it
 */
public record Caller(BotId bot, String clientIp) {}
