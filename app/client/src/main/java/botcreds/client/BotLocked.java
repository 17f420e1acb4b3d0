package botcreds.client;

/** This bot was locked by a human: it gets nothing until it is unlocked. */
public final class BotLocked extends AccessDenied {
    BotLocked(Problem problem) {
        super(problem);
    }
}
