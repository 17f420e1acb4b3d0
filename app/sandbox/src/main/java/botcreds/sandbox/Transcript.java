package botcreds.sandbox;

import java.io.PrintStream;

/** What the demo says on the console: numbered steps, indented lines, no log. */
final class Transcript {
    private static final int SHOWN = 4;

    private final PrintStream out;
    private int steps;

    Transcript(PrintStream out) {
        this.out = out;
    }

    void step(String title) {
        steps++;
        out.println();
        out.println(steps + ". " + title);
    }

    void line(String text) {
        out.println("   " + text);
    }

    void field(String name, String value) {
        out.printf("     %-12s %s%n", name, value);
    }

    /** Prints what a program or a file said, set off from what the demo says. */
    void quote(String text) {
        text.stripTrailing().lines().forEach(each -> out.println("     | " + each));
    }

    void blank() {
        out.println();
    }

    /** Shows enough of a secret to tell two apart and too little to use it. */
    static String masked(String secret) {
        if (secret.length() < 5 * SHOWN) {
            return "(hidden)";
        }
        return secret.substring(0, SHOWN) + "..." + secret.substring(secret.length() - SHOWN) + " (" + secret.length()
                + " characters, hidden here)";
    }
}
