package botcreds.command.grants;

import java.time.Instant;
import java.util.Optional;

/**
 * Names a running job: the process and when it began, for numbers of processes are used again.
 *
 * @param began milliseconds since 1970
 */
public record JobMark(long pid, long began) {
    public static JobMark ofThisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return new JobMark(self.pid(), began(self));
    }

    /** Reads {@link #text}; what is not of the form names nobody who lives. */
    public static JobMark of(String text) {
        String[] parts = text.split("-", -1);
        boolean wellFormed = parts.length == 2 && parts[0].matches("[0-9]{1,18}") && parts[1].matches("[0-9]{1,18}");
        return wellFormed ? new JobMark(Long.parseLong(parts[0]), Long.parseLong(parts[1])) : new JobMark(-1, 0);
    }

    public String text() {
        return pid + "-" + began;
    }

    public boolean isAlive() {
        Optional<ProcessHandle> process = pid < 0 ? Optional.empty() : ProcessHandle.of(pid);
        return process.filter(ProcessHandle::isAlive)
                .filter(alive -> began(alive) == began)
                .isPresent();
    }

    private static long began(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
