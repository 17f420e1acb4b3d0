package botcreds.broker.bots;

/** Numbers of things in a sentence. */
public final class Counted {
    private Counted() {}

    /** Returns {@code 1 token}, {@code 2 tokens}. */
    public static String things(int number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
