package botcreds.broker.access;

/** Numbers of things in a sentence. */
final class Counted {
    private Counted() {}

    /** Returns {@code 1 token}, {@code 2 tokens}. */
    static String things(int number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
