package botcreds.broker.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Who else than its owner may open a file, where the file system knows. */
final class Modes {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private Modes() {}

    /** Tells whether anybody else may read or write the file. */
    static boolean isOpen(Path file) {
        try {
            return Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file.toRealPath()).stream().anyMatch(OTHERS::contains);
        } catch (IOException unreadable) {
            // What cannot be looked at is not called closed.
            return true;
        }
    }

    /** Returns the directory that would have to be written to make this one. */
    static Path nearest(Path directory) {
        Path at = directory.toAbsolutePath();
        while (at.getParent() != null && !Files.exists(at)) {
            at = at.getParent();
        }
        return at;
    }
}
