package botcreds.command.exec;

import botcreds.command.config.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The running program: signals go to it, its output comes from it, and its end is ours. */
final class Child {
    /** What a process that it left behind still prints after its end is worth no longer wait. */
    private static final long LAST_WORDS_MILLIS = 2000;

    private final Process process;
    private final Surroundings surroundings;
    private final boolean masked;

    Child(Process process, Surroundings surroundings, boolean masked) {
        this.process = process;
        this.surroundings = surroundings;
        this.masked = masked;
    }

    int await() throws InterruptedException {
        for (String name : List.of("TERM", "HUP")) {
            Signals.on(name, this::pass);
        }
        // A terminal sends Ctrl-C to the program as well; a second one from us would be heard twice.
        Signals.on("INT", name -> {
            if (!surroundings.terminal()) {
                pass(name);
            }
        });
        List<Thread> copies = masked
                ? List.of(
                        copying(process.getInputStream(), surroundings.out()),
                        copying(process.getErrorStream(), surroundings.err()))
                : List.of();
        int code = process.waitFor();
        for (Thread copy : copies) {
            copy.join(LAST_WORDS_MILLIS);
        }
        return code;
    }

    private void pass(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid())).start();
            boolean unused = kill.waitFor(5, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException notSent) {
            process.destroy();
        }
    }

    private static Thread copying(InputStream from, OutputStream to) {
        Thread thread = new Thread(() -> {
            try (from) {
                long unused = from.transferTo(new Masking(to));
            } catch (IOException closed) {
                // Nobody reads any more, or the program closed it; its exit code tells the rest.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
