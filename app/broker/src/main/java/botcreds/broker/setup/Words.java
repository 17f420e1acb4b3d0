package botcreds.broker.setup;

/** English with numbers in it. */
final class Words {
    private Words() {}

    static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
