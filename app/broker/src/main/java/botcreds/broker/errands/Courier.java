package botcreds.broker.errands;

/** Brings bulletins to people: an inverted interface beside {@link BotCall}. Called from several threads. */
public interface Courier {
    /**
     * One attempt, of at most about a minute. Who takes it may have it already: the answer to an earlier attempt can get
     * lost.
     *
     * @param address a plain e-mail address
     */
    BotCall.Outcome mail(String address, Bulletin bulletin);
}
