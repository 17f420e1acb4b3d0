package botcreds.broker.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who this process is to the file system. Only Linux tells a Java program; elsewhere nobody is known, and then files with
 * secrets must be for their owner alone.
 *
 * @param uid    the effective user, -1 if it is not known
 * @param groups the effective group and the further ones
 */
record RunningUser(int uid, Set<Integer> groups) {
    private static final RunningUser UNKNOWN = new RunningUser(-1, Set.of());
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int EFFECTIVE = 2;

    RunningUser {
        groups = Set.copyOf(groups);
    }

    static RunningUser current() {
        try {
            return parse(Files.readAllLines(STATUS));
        } catch (IOException | RuntimeException elsewhere) {
            return UNKNOWN;
        }
    }

    /** Reads what proc(5) says stands in {@code /proc/self/status}. */
    static RunningUser parse(List<String> status) {
        Set<Integer> groups =
                fields(status, "Groups:").stream().skip(1).map(Integer::valueOf).collect(Collectors.toSet());
        groups.add(Integer.valueOf(fields(status, "Gid:").get(EFFECTIVE)));
        return new RunningUser(Integer.parseInt(fields(status, "Uid:").get(EFFECTIVE)), groups);
    }

    boolean isKnown() {
        return uid >= 0;
    }

    boolean isIn(int group) {
        return groups.contains(group);
    }

    private static List<String> fields(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> Arrays.asList(line.strip().split("\\s+", -1)))
                .orElseThrow();
    }
}
