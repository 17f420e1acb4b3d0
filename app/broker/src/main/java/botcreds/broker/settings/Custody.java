package botcreds.broker.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * In whose hands a file is, which decides whether a secret in it still is one. What is taken: 0600 and narrower, owned by
 * us or by root; and 0640 and narrower, owned by root while we are somebody else and its group is ours or root's: so
 * Kubernetes mounts secrets ({@code fsGroup}) and systemd passes credentials (its access control list shows as the group).
 *
 * @param granted to whom in what way
 */
record Custody(int owner, int group, Set<PosixFilePermission> granted) {
    private static final int ROOT = 0;
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> GROUPS_TOO =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ);

    /** Looks at the file itself, not at a link to it. Empty where files have no owners and modes. */
    static Optional<Custody> of(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")
                || !Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return Optional.empty();
        }
        Map<String, Object> seen = Files.readAttributes(file, "unix:uid,gid,permissions");
        EnumSet<PosixFilePermission> granted = EnumSet.noneOf(PosixFilePermission.class);
        for (Object each : (Set<?>) seen.getOrDefault("permissions", Set.of())) {
            granted.add((PosixFilePermission) each);
        }
        return Optional.of(
                new Custody((int) seen.getOrDefault("uid", -1), (int) seen.getOrDefault("gid", -1), granted));
    }

    /** Returns what is wrong with a file in these hands and how to mend it, to follow its name; empty if it is safe. */
    Optional<String> problem(RunningUser self, Path file) {
        if (self.isKnown() && owner != self.uid() && owner != ROOT) {
            return Optional.of("belongs to user " + owner + ", who can change it, and the broker runs as user "
                    + self.uid() + "; run: chown " + self.uid() + " " + file);
        }
        boolean entrusted =
                owner == ROOT && self.isKnown() && self.uid() != ROOT && (group == ROOT || self.isIn(group));
        if ((entrusted ? GROUPS_TOO : OWNERS).containsAll(granted)) {
            return Optional.empty();
        }
        return Optional.of(
                "can be read by others; run: chmod 600 " + file + " (and think of the secret in it as seen)");
    }
}
