package botcreds.broker.policy;

/**
 * How much one bot may have going at once, so that none starves the humans or the other bots.
 *
 * @param pendingPerBot requests that wait for a human, 1 to 10,000
 * @param waitingPerBot parked long-polls, 1 to 10,000
 */
public record Limits(int pendingPerBot, int waitingPerBot) {
    public static final Limits DEFAULT = new Limits(20, 100);
}
