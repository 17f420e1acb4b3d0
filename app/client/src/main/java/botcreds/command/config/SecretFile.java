package botcreds.command.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** A file with one secret. One that others may read is refused: then it is a secret no longer. */
public final class SecretFile {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private SecretFile() {}

    /**
     * Reads it, without white space around.
     *
     * @throws CommandFailure if it cannot be read, or by too many
     */
    public static String read(Path file) {
        try {
            Set<PosixFilePermission> modes = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            modes.retainAll(OTHERS);
            if (!modes.isEmpty()) {
                throw CommandFailure.usage(
                        file + " may be read or written by others.",
                        "Run 'chmod 600 " + file + "', and change the key.");
            }
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw CommandFailure.usage("The secret file " + file + " cannot be read.", "Check the name and the mode.");
        }
    }
}
