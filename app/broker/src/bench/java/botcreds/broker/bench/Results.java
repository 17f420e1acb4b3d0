package botcreds.broker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table, as it grows on the console and in a file. */
final class Results {
    private final Path file;
    private final List<String> rows = new ArrayList<>(
            List.of("| what | per second | p50 ms | p99 ms | longest ms | failures |", "|---|---|---|---|---|---|"));

    Results(Path file) {
        this.file = file;
    }

    /** Adds what a line of {@link Latencies} says. */
    void add(String what, String line) throws IOException {
        String[] said = line.split(" ");
        row("| " + what + " | " + said[0] + " | " + said[1] + " | " + said[2] + " | " + said[3] + " | " + said[5] + " |");
    }

    void say(String what, String figure) throws IOException {
        row("| " + what + " | " + figure + " | | | | |");
    }

    private void row(String row) throws IOException {
        rows.add(row);
        System.out.println(row);
        Files.write(file, rows);
    }
}
