package botcreds.broker.outside;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** What Java cannot send to a process by itself. */
final class Signals {
    private Signals() {}

    /** Returns when all of them have it. */
    static void send(String name, List<ProcessHandle> processes) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of("kill", "-" + name), processes.stream().map(each -> Long.toString(each.pid())))
                .toList();
        new ProcessBuilder(command).start().waitFor();
    }
}
